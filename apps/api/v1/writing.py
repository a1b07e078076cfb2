"""Writing rows: new ones, one by one or several at once, changed ones, and taking them out."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from apps.api.problems import Problem
from apps.api.writing import doing
from apps.api.writing.body import Refused
from apps.api.writing.doors import Door
from apps.api.writing.keys import keyed
from apps.exchange import mapping
from apps.exchange.records import records, visible_rows
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member


class Writes(ViewSet):
    """The writing half of the rows of a collection; which of it is offered, its door says."""

    collection: ClassVar[str]
    door: ClassVar[Door]

    def create(self, request: Request, code: str) -> Response:
        """Store one new row; answers 201 with the row, its address and its ETag."""
        mission = get_mission_for_member(request.user, code)

        def act() -> Response:
            try:
                [row] = doing.create(by=request.user, mission=mission, door=self.door, sent=[request.data])
            except Refused as refused:
                raise refused.told(single=True) from None
            return self._answer(request, mission, row, 201)

        return keyed(request, act)

    @action(detail=False, methods=["post"])
    def bulk(self, request: Request, code: str) -> Response:
        """Store a list of new rows, all of them or none; answers 201 with the rows in the same order."""
        mission = get_mission_for_member(request.user, code)

        def act() -> Response:
            sent = request.data
            if not isinstance(sent, list) or not 0 < len(sent) <= self.door.bulk:
                sentence = _("Send a list of 1 to %(most)s rows.") % {"most": self.door.bulk}
                raise Problem(422, sentence, [("#", sentence)])
            try:
                rows = doing.create(by=request.user, mission=mission, door=self.door, sent=sent)
            except Refused as refused:
                raise refused.told(single=False) from None
            found = records(request.user, mission, self.collection, [row.pk for row in rows])
            results = [found.get(row.pk) or _named(row) for row in rows]
            return Response({"results": results}, status=201)

        return keyed(request, act)

    def partial_update(self, request: Request, code: str, uuid: UUID) -> Response:
        """Change the fields that are sent, each as a whole; answers the row with its new ETag."""
        mission = get_mission_for_member(request.user, code)
        with transaction.atomic():
            try:
                row = doing.change(
                    by=request.user, mission=mission, door=self.door, uuid=uuid, request=request
                )
            except Refused as refused:
                raise refused.told(single=True) from None
            return self._answer(request, mission, row, 200)

    def destroy(self, request: Request, code: str, uuid: UUID) -> Response:
        """Take the row out; the history keeps what it was."""
        mission = get_mission_for_member(request.user, code)
        with transaction.atomic():
            try:
                doing.remove(by=request.user, mission=mission, door=self.door, uuid=uuid, request=request)
            except Refused as refused:
                raise refused.told(single=True) from None
        return Response(status=204)

    def _answer(self, request: Request, mission: Mission, made: Any, status: int) -> Response:
        """The row as it is stored now. Queries: those of reading it, and one."""
        row = visible_rows(request.user, mission, self.collection).filter(pk=made.pk).first()
        if row is None:
            # Stored, and not shown to whoever stored it: it is kept inside an agency from now on.
            return Response(_named(made), status=status)
        uuid = row.agency.uuid if self.collection == mapping.AGENCIES else row.uuid
        headers = {"ETag": doing.etag_of(uuid, row.row_version)}
        if status == 201:
            parts: dict[str, Any] = {"code": mission.code, "uuid": uuid}
            headers["Location"] = request.build_absolute_uri(
                reverse(f"api:{self.collection}_row", kwargs=parts)
            )
        found = records(request.user, mission, self.collection, [row.pk])
        return Response(found[row.pk], status=status, headers=headers)


def _named(row: Any) -> dict[str, str]:
    """What is said of a row that its writer does not see: how it is called."""
    return {"key": row.key, "uuid": str(row.uuid)}
