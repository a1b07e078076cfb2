"""The kinds of change, and how a list of them is read from JSON and written to it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, TypeAlias

from apps.coherence.engine.grades import GRADES, VERIFIED
from apps.coherence.engine.what_if.errors import ChangeError
from apps.core.values import above

MOST_CHANGES = 100
MOST_PERIODS = 40
NEW_LINK = "what-if-"


@dataclass(frozen=True, slots=True)
class LinkActivity:
    """Link an activity to an objective, with a grade of evidence; `attestor` where it is verified.

    The new link is named by `new_link_key`, so that a later change may verify it.
    """

    kind: ClassVar[str] = "link_activity"
    activity: str
    objective: str
    grade: str
    attestor: str | None = None


@dataclass(frozen=True, slots=True)
class VerifyLinks:
    """Have links verified by an independent agency; a link in dispute stays so and counts as claimed (R4)."""

    kind: ClassVar[str] = "verify_links"
    links: tuple[str, ...]
    attestor: str


@dataclass(frozen=True, slots=True)
class ResolveContradiction:
    """Mitigate an open contradiction."""

    kind: ClassVar[str] = "resolve_contradiction"
    contradiction: str


@dataclass(frozen=True, slots=True)
class MoveDelivery:
    """Move the delivery of an absorption scenario by so many of its periods, later (+) or earlier (-).

    `period` (from 1) moves the delivery of that one only, onto what the other period has; None moves all.
    """

    kind: ClassVar[str] = "move_delivery"
    scenario: str
    periods: int
    period: int | None = None


@dataclass(frozen=True, slots=True)
class MoveMoney:
    """Move a funding line by so many quarters, later (+) or earlier (-)."""

    kind: ClassVar[str] = "move_money"
    funding_line: str
    quarters: int


@dataclass(frozen=True, slots=True)
class SplitMoney:
    """Give shares (0-1) of a funding line to other activities; what is left stays where it is."""

    kind: ClassVar[str] = "split_money"
    funding_line: str
    parts: tuple[tuple[str, float], ...]


Change: TypeAlias = LinkActivity | VerifyLinks | ResolveContradiction | MoveDelivery | MoveMoney | SplitMoney
CHANGES: Mapping[str, type[Change]] = {
    kind.kind: kind
    for kind in (LinkActivity, VerifyLinks, ResolveContradiction, MoveDelivery, MoveMoney, SplitMoney)
}
"""The kinds of change by the word that names them."""


def new_link_key(number: int) -> str:
    """The key of the link that change `number` makes."""
    return f"{NEW_LINK}{number}"


def parse(items: Any) -> tuple[Change, ...]:
    """The changes of a JSON list, in its order, which is the order they are applied in.

    Raises ChangeError with the number of the change and its field: what can be seen without the plan.
    """
    if not isinstance(items, list):
        raise ChangeError("no_list", 0)
    if len(items) > MOST_CHANGES:
        raise ChangeError("too_many", 0, most=MOST_CHANGES)
    return tuple(_change(number, item) for number, item in enumerate(items, 1))


def as_json(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
    """The list that `parse` reads, with every field."""
    return [{"kind": change.kind, **_plain(change)} for change in changes]


def _plain(change: Change) -> dict[str, Any]:
    plain = asdict(change)
    if isinstance(change, VerifyLinks):
        plain["links"] = list(change.links)
    if isinstance(change, SplitMoney):
        plain["parts"] = [{"activity": activity, "share": share} for activity, share in change.parts]
    return plain


def _change(number: int, item: Any) -> Change:
    if not isinstance(item, Mapping) or "kind" not in item:
        raise ChangeError("no_object", number)
    kind = CHANGES.get(item["kind"]) if isinstance(item["kind"], str) else None
    if kind is None:
        raise ChangeError("kind", number, "kind", value=item["kind"])
    known = {field.name for field in fields(kind)}
    for name in item:
        if name not in known | {"kind"}:
            raise ChangeError("unexpected", number, str(name))
    return READERS[kind.kind](_Fields(number, item))


class _Fields:
    """The fields of one change, read by type; what is wrong is named by number and field."""

    def __init__(self, number: int, item: Mapping[str, Any]) -> None:
        self.number = number
        self.item = item

    def wrong(self, code: str, field: str, **params: Any) -> ChangeError:
        return ChangeError(code, self.number, field, **params)

    def given(self, name: str) -> Any:
        value = self.item.get(name)
        if value is None:
            raise self.wrong("missing", name)
        return value

    def text(self, name: str) -> str:
        value = self.given(name)
        if not isinstance(value, str) or not value:
            raise self.wrong("text", name)
        return value

    def optional_text(self, name: str) -> str | None:
        return None if self.item.get(name) is None else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.given(name)
        keys = isinstance(values, list) and all(isinstance(value, str) and value for value in values)
        if not keys or not values or len(set(values)) < len(values):
            raise self.wrong("texts", name)
        return tuple(values)

    def grade(self, name: str) -> str:
        value = self.given(name)
        if value not in GRADES:
            raise self.wrong("grade", name, value=value)
        return str(value)

    def periods(self, name: str) -> int:
        value = self.given(name)
        if type(value) is not int or value == 0 or abs(value) > MOST_PERIODS:
            raise self.wrong("periods", name, most=MOST_PERIODS)
        return value

    def place(self, name: str) -> int | None:
        value = self.item.get(name)
        if value is None:
            return None
        if type(value) is not int or not 1 <= value <= MOST_PERIODS:
            raise self.wrong("whole", name, least=1, most=MOST_PERIODS)
        return value

    def parts(self, name: str) -> tuple[tuple[str, float], ...]:
        values = self.given(name)
        if not isinstance(values, list) or not values:
            raise self.wrong("missing", name)
        found = []
        for value in values:
            if not isinstance(value, Mapping) or set(value) != {"activity", "share"}:
                raise self.wrong("missing", name)
            if not isinstance(value["activity"], str) or not value["activity"]:
                raise self.wrong("text", name)
            share = value["share"]
            if type(share) not in {int, float} or not 0 < share <= 1:
                raise self.wrong("share", name)
            found.append((value["activity"], float(share)))
        if above(sum(share for _activity, share in found), 1):
            raise self.wrong("shares", name)
        if len({activity for activity, _share in found}) < len(found):
            raise self.wrong("texts", name)
        return tuple(found)


def _link_activity(read: _Fields) -> LinkActivity:
    change = LinkActivity(
        read.text("activity"), read.text("objective"), read.grade("grade"), read.optional_text("attestor")
    )
    if change.grade == VERIFIED and change.attestor is None:
        raise read.wrong("attestor_missing", "attestor")
    if change.grade != VERIFIED and change.attestor is not None:
        raise read.wrong("attestor_unasked", "attestor")
    return change


READERS: Mapping[str, Callable[[_Fields], Change]] = {
    LinkActivity.kind: _link_activity,
    VerifyLinks.kind: lambda read: VerifyLinks(read.texts("links"), read.text("attestor")),
    ResolveContradiction.kind: lambda read: ResolveContradiction(read.text("contradiction")),
    MoveDelivery.kind: lambda read: MoveDelivery(
        read.text("scenario"), read.periods("periods"), read.place("period")
    ),
    MoveMoney.kind: lambda read: MoveMoney(read.text("funding_line"), read.periods("quarters")),
    SplitMoney.kind: lambda read: SplitMoney(read.text("funding_line"), read.parts("parts")),
}
