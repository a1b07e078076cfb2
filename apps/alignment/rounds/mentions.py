"""Who is mentioned in a comment: agencies by their acronym, members by their name, after an @.

Whoever writes may name anybody and learns nothing by it: the answer is the same whether such a member is
there or not. Who was found is shown to the secretariat and to the person alone (docs/decisions/0018).
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from apps.accounts.models import User
from apps.agencies.models import Agency
from apps.alignment.models import Comment, Mention
from apps.core.services import change_rows
from apps.missions.models import Membership, Mission, MissionAgency


def agencies_in(comment: Comment) -> list[Agency]:
    """The agencies of the mission whose acronym or key stands in the text after an @. Up to one query."""
    called = {one.casefold() for one in re.findall(r"@([\w-]+)", comment.text)}
    if not called:
        return []
    rows = MissionAgency.objects.filter(mission=comment.mission_id).select_related("agency")
    return [
        row.agency for row in rows if {row.key.casefold(), (row.agency.acronym or "").casefold()} & called
    ]


def people_in(comment: Comment, *, by: AbstractBaseUser) -> list[User]:
    """The members whose name stands in the text after an @, who see the comment and did not write it.

    Of two names that begin alike the longer one counts; of two members of one name both are meant. Up to one
    query, and one for each of them.
    """
    if "@" not in comment.text:
        return []
    members = _members(comment.mission)
    named = {_plain(one.name) for one in members} - {""}
    called = names_called(comment.text, named)
    return [
        one
        for one in members
        if one.pk != by.pk
        and _plain(one.name) in called
        and Comment.objects.visible_to(one).filter(pk=comment.pk).exists()
    ]


def names_called(text: str, names: Iterable[str]) -> set[str]:
    """Those of the names, which are `_plain`, that stand in the text after an @. No query."""
    longest_first = sorted(names, key=len, reverse=True)
    if not longest_first:
        return set()
    pattern = "|".join(map(re.escape, longest_first))
    return {one[1] for one in re.finditer(rf"(?<!\w)@({pattern})(?!\w)", _plain(text))}


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _members(mission: Mission) -> list[User]:
    rows = User.objects.filter(membership__mission=mission, is_active=True)
    return list(rows.distinct().order_by("name", "pk"))


def names_to_call(user: AbstractBaseUser, mission: Mission) -> list[str]:
    """The names of other members whom the user may know and mention: all of them to who runs the mission.

    One query.
    """
    rows = Membership.objects.visible_to(user).filter(mission=mission, user__is_active=True)
    names = rows.exclude(user=user.pk).values_list("user__name", flat=True).order_by("user__name")
    # Who gave an address for a name is not shown by it.
    return [name for name in dict.fromkeys(names) if name.strip() and "@" not in name]


def open_mentions(user: AbstractBaseUser, thread: Comment) -> list[Mention]:
    """The mentions of the user in a thread, that is a comment and its answers, not noted yet. One query."""
    rows = Mention.objects.visible_to(user).filter(user=user.pk, noted_on__isnull=True)
    return list(rows.filter(Q(comment=thread) | Q(comment__reply_to=thread)))


def note_mentions(*, by: AbstractBaseUser, thread: Comment, on: datetime.date) -> list[Mention]:
    """Let the mentions of this person in a thread be noted on a day; returns them. Four queries at most."""
    rows = open_mentions(by, thread)
    for row in rows:
        row.noted_on = on
    return change_rows(rows, ["noted_on"], by=by)
