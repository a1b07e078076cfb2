"""From a draft over check and comment round to version 1, its revision, and version 2, by the pages."""

import datetime

from django.urls import reverse
from django.utils import timezone

from apps.alignment.models import Comment, CommentRound
from apps.benchmarks.drafting.document import adoption_document, digest
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveTextFactory


def address(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | parts)


def adopted_on(planner, version, day):
    given = {
        "row_version": version.row_version,
        "shown": digest(adoption_document(version)),
        "adopted_on": day.isoformat(),
        "adopted_by": "Steering committee",
        "basis": "Minutes",
    }
    return planner.client.post(address("adopt", version=version.number), given)


def test_a_draft_becomes_version_1_and_its_revision_version_2(planner, editor_a, agency_a, mission, ministry):
    today = timezone.localdate()
    draft = FrameworkVersionFactory(mission=mission, number=1, vision="Peace")
    text = ObjectiveTextFactory(mission=mission, framework_version=draft, code="O1", title="Courts sit")
    assert "1 must is open." in planner.client.get(address("quality")).content.decode()
    assert adopted_on(planner, draft, today).status_code == 200
    text.lead_agencies.add(ministry)

    given = {
        "row_version": 1,
        "closes_on": today.replace(year=today.year + 1).isoformat(),
        "open_to": "members",
        "invited": [str(agency_a.uuid)],
        "act": "count",
    }
    counted = planner.client.post(address("round_open"), given).context["form"].data["counted"]
    planner.client.post(address("round_open"), given | {"act": "send", "counted": counted})
    opened = CommentRound.objects.get()
    passage = address("round_comment", uuid=opened.uuid, token=f"objective-{text.uuid}-title")
    editor_a.client.post(passage, {"text": "Say how often.", "suggestion": "Courts sit daily"})
    thread = address("round_thread", uuid=Comment.objects.get().uuid)
    decision = {"act": "decide", "decision": "accept", "row_version": 1, "passage_version": 1}
    assert planner.client.post(thread, decision).status_code == 302
    outcome = {"row_version": 1, "outcome": "One objective reworded."}
    assert planner.client.post(address("round_close", uuid=opened.uuid), outcome).status_code == 302

    draft.refresh_from_db()
    assert draft.status == VersionStatus.CONSULTATION
    yesterday = today - datetime.timedelta(days=1)
    assert adopted_on(planner, draft, yesterday).url == address("versions")

    assert planner.client.post(address("draft_begin")).status_code == 302
    second = FrameworkVersion.objects.get(number=2)
    worded = second.objective_texts.get()
    assert (worded.objective, worded.title) == (text.objective, "Courts sit daily")
    worded.title = "Courts sit daily everywhere"
    worded.save()
    compared = planner.client.get(address("version_compare") + "?view=tracked").content.decode()
    assert "added: </span> everywhere</ins>" in compared
    assert adopted_on(planner, second, today).url == address("versions")
    former = FrameworkVersion.objects.get(number=1)
    assert (former.status, former.superseded_on) == (VersionStatus.SUPERSEDED, today)
