"""What differs between two versions of the framework, read from their documents. Pure.

A document is what `document.adoption_document` writes: that of an adopted version as it was kept, that of a
draft as it stands. Rows are paired by what lives on through all versions (objectives, benchmarks,
indicators), never by their wording.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

Line = Mapping[str, Any]
Document = Mapping[str, Any]
Piece = tuple["Mark", str]

# Collections in the order of the paper, and the field that names what lives on.
IDENTITIES = {
    "sections": "key",
    "conflict_factors": "key",
    "objective_texts": "objective",
    "assumptions": "",
    "benchmark_texts": "benchmark",
    "indicators": "key",
    "milestones": "key",
    "gates": "key",
    "resource_requirements": "key",
}
AFTER_ADOPTION = ("conflict_factors", "indicators", "milestones", "gates", "resource_requirements")
"""Collections whose rows belong to no version and may change after the adoption of one."""
_LEFT_OUT = frozenset({"key", "framework_version", "position"})
TRACKED_AT_MOST = 4_000_000
"""Pairs of words that two texts are compared by; larger ones are compared line by line."""
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Mark(StrEnum):
    """What happened to a passage."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


class Change(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a row that is not the same on both sides; None for what a side does not say."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that differs: which, how, and in which fields; a side that does not have it is None."""

    collection: str
    identity: str
    change: Change
    before: Line | None
    after: Line | None
    fields: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Vision and pillars (`texts`), the rows that differ by collection, and how many do not."""

    texts: tuple[Difference, ...]
    rows: Mapping[str, Sequence[Changed]]
    same: Mapping[str, int]

    @property
    def differs(self) -> bool:
        return bool(self.texts) or any(self.rows.values())


def compare(before: Document, after: Document, only: Iterable[str] = IDENTITIES) -> Comparison:
    """Everything in which the second document differs from the first, in the collections `only`."""
    rows: dict[str, list[Changed]] = {}
    same: dict[str, int] = {}
    for collection in only:
        pairs = _pairs(collection, _lines(before, collection), _lines(after, collection))
        found = [_changed(collection, *pair) for pair in pairs]
        rows[collection] = [one for one in found if one is not None]
        same[collection] = len(found) - len(rows[collection])
    texts = (
        _differences(before["framework_version"], after["framework_version"], ("vision", "pillars"))
        if set(only) == set(IDENTITIES)
        else ()
    )
    return Comparison(texts, rows, same)


def _lines(document: Document, collection: str) -> Sequence[Line]:
    if collection == "sections":
        found: Sequence[Line] = document["framework_version"].get("sections", ())
        return found
    return document.get(collection, ())


def _pairs(
    collection: str, before: Sequence[Line], after: Sequence[Line]
) -> list[tuple[str, Line | None, Line | None]]:
    """Rows of both sides by their identity, in the order of the second side, withdrawn ones last."""
    old, new = _by_identity(collection, before), _by_identity(collection, after)
    return [(key, old.get(key), line) for key, line in new.items()] + [
        (key, line, None) for key, line in old.items() if key not in new
    ]


def _by_identity(collection: str, lines: Sequence[Line]) -> dict[str, Line]:
    name = IDENTITIES[collection]
    if name:
        placed = sorted(
            lines, key=lambda line: (line.get("position") is None, line.get("position"), line[name])
        )
        return {line[name]: line for line in placed}
    # Assumptions are written anew in each version: those of one tie are told apart by their order.
    ties: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        ties[line["parent"], line["child"]].append(line)
    return {
        f"{parent} {child} {number}": line
        for (parent, child), found in sorted(ties.items())
        for number, line in enumerate(sorted(found, key=lambda line: (line["text"], line["key"])))
    }


def _changed(collection: str, identity: str, before: Line | None, after: Line | None) -> Changed | None:
    fields = tuple(
        one for one in _differences(before or {}, after or {}) if one.name != IDENTITIES[collection]
    )
    if before is None or after is None:
        change = Change.ADDED if before is None else Change.REMOVED
        return Changed(collection, identity, change, before, after, fields)
    return Changed(collection, identity, Change.CHANGED, before, after, fields) if fields else None


def _differences(before: Line, after: Line, names: Iterable[str] = ()) -> tuple[Difference, ...]:
    names = names or sorted((before.keys() | after.keys()) - _LEFT_OUT)
    return tuple(
        Difference(name, before.get(name), after.get(name))
        for name in names
        if _plain(before.get(name)) != _plain(after.get(name))
    )


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def tracked(before: str, after: str) -> list[Piece]:
    """Both texts as one with marks, word by word. What is kept and removed makes up the first, what is kept
    and added the second."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > TRACKED_AT_MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            _put(pieces, Mark.KEPT, "".join(old[start:end]))
            continue
        _put(pieces, Mark.REMOVED, "".join(old[start:end]))
        _put(pieces, Mark.ADDED, "".join(new[begin:stop]))
    return _joined(pieces)


def _put(pieces: list[Piece], mark: Mark, text: str) -> None:
    if text:
        pieces.append((mark, text))


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """A blank that alone was kept between two changes is changed along with them, so that a reader sees one
    passage."""
    found: list[Piece] = []
    removed = added = ""
    for place, (mark, text) in enumerate(pieces):
        last = place + 1 == len(pieces)
        if mark is Mark.KEPT and not (text.isspace() and (removed or added) and not last):
            _flush(found, removed, added)
            removed = added = ""
            found.append((mark, text))
            continue
        if mark is not Mark.ADDED:
            removed += text
        if mark is not Mark.REMOVED:
            added += text
    _flush(found, removed, added)
    return found


def _flush(found: list[Piece], removed: str, added: str) -> None:
    _put(found, Mark.REMOVED, removed)
    _put(found, Mark.ADDED, added)
