"""The chain over the change log, as values: what a seal covers, and the first place where it no longer holds.

Each seal covers the entries after those of the seal before it. It keeps a root over the leaves of its entries
and the hash of the seal before it, so that no entry can be changed, removed, added or moved behind its back
without recomputing every later seal; that, and a cut tail, only a checkpoint kept elsewhere can show.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

START = "0" * 64
"""What the first seal names as the hash of the seal before it."""

T = TypeVar("T")


class Break(StrEnum):
    """In which way the log differs from what was sealed."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    SEAL = "seal"
    CUT = "cut"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log. `fixed` is what nobody may change; `told` is what an erasure may blank."""

    number: int
    actor: int | None
    fixed: str
    told: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """What was sealed of one entry: who did it, by number, and the hashes of its two parts."""

    entry: int
    seal: int
    actor: int | None
    content: str
    told: str
    salt: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A batch of entries up to the entry `last`, tied to the batch before. `sealed_at` is ISO 8601, UTC."""

    number: int
    last: int
    count: int
    previous: str
    root: str
    hash: str
    sealed_at: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The first place where the chain does not hold.

    `entry` is the first broken entry, or the first one of the seal that is broken itself; for a cut tail the
    last one that is still there; None where there is none to name. `seal` is the number of the seal.
    """

    kind: Break
    entry: int | None
    seal: int


def canonical(value: Any) -> str:
    """The one text of a JSON value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def content_hash(number: int, actor: int | None, fixed: str) -> str:
    """The hash of what nobody may change in an entry, its place and its actor included."""
    return hashlib.sha256(f"{number}\n{actor}\n{fixed}".encode()).hexdigest()


def told_hash(salt: str, told: str) -> str:
    """The hash of what an erasure may blank; salted, so that nothing can be guessed from it afterwards."""
    return hashlib.sha256(f"{salt}\n{told}".encode()).hexdigest()


def leaf_of(entry: Entry, *, seal: int, salt: str) -> Leaf:
    """What a seal keeps of an entry as it is now."""
    return Leaf(
        entry=entry.number,
        seal=seal,
        actor=entry.actor,
        content=content_hash(entry.number, entry.actor, entry.fixed),
        told=told_hash(salt, entry.told),
        salt=salt,
    )


class Root:
    """The hash over leaves that come one by one, and how many there were."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.count = 0

    def add(self, leaf: Leaf) -> None:
        """Take in the next leaf; its salt stays out, so that an erasure can forget it."""
        self._hash.update(f"{leaf.entry} {leaf.content} {leaf.told}\n".encode())
        self.count += 1

    def text(self) -> str:
        """The hash so far."""
        return self._hash.hexdigest()


def seal_hash(*, number: int, last: int, count: int, previous: str, root: str, sealed_at: str) -> str:
    """The hash of a seal, which the next one names."""
    return hashlib.sha256(canonical([number, last, count, previous, root, sealed_at]).encode()).hexdigest()


def seal_of(leaves: Iterable[Leaf], *, after: Seal | None, sealed_at: str) -> Seal:
    """The seal over leaves in the order of their entries. Raises ValueError where there are none."""
    root, last = Root(), None
    for leaf in leaves:
        root.add(leaf)
        last = leaf.entry
    if last is None:
        raise ValueError("A seal covers at least one entry.")
    number, previous = (1, START) if after is None else (after.number + 1, after.hash)
    return Seal(
        number=number,
        last=last,
        count=root.count,
        previous=previous,
        root=root.text(),
        hash=seal_hash(
            number=number,
            last=last,
            count=root.count,
            previous=previous,
            root=root.text(),
            sealed_at=sealed_at,
        ),
        sealed_at=sealed_at,
    )


class _Ahead(Generic[T]):
    """An iterator of which the next item can be looked at before it is taken."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items: Iterator[T] = iter(items)
        self.next: T | None = next(self._items, None)

    def take(self) -> T | None:
        taken, self.next = self.next, next(self._items, None)
        return taken


def first_break(
    seals: Iterable[Seal],
    leaves: Iterable[Leaf],
    entries: Iterable[Entry],
    *,
    erased: Mapping[int, str],
    removed: Collection[int],
) -> Finding | None:
    """The first place where the log is not what was sealed, or None where it is whole.

    Leaves and entries come in the order of the entries, seals in that of their numbers; entries after the
    last seal are not looked at. `erased` gives the hash that an erasure left for the told part of an entry;
    `removed` are the people who no longer exist, whose entries may name nobody any more. Memory does not
    grow with the log.
    """
    left, right = _Ahead(leaves), _Ahead(entries)
    before: Seal | None = None
    for seal in seals:
        first = _lowest(left, right)
        if not _follows(seal, before):
            return Finding(Break.SEAL, first, seal.number)
        root, last = Root(), None
        while (number := _lowest(left, right)) is not None and number <= seal.last:
            leaf = left.take() if left.next is not None and left.next.entry == number else None
            entry = right.take() if right.next is not None and right.next.number == number else None
            if leaf is None:
                return Finding(Break.INSERTED, number, seal.number)
            if entry is None:
                return Finding(Break.DELETED, number, seal.number)
            if not _holds(leaf, entry, erased=erased, removed=removed):
                return Finding(Break.EDITED, number, seal.number)
            if leaf.seal != seal.number:
                return Finding(Break.SEAL, number, seal.number)
            root.add(leaf)
            last = number
        if (root.text(), root.count, last) != (seal.root, seal.count, seal.last):
            return Finding(Break.SEAL, first, seal.number)
        before = seal
    if left.next is not None:
        return Finding(Break.SEAL, left.next.entry, left.next.seal)
    return None


def missing(seals: Iterable[Seal], *, number: int, hash: str) -> Finding | None:  # noqa: A002 - its name
    """Whether a chain that is whole in itself still contains the seal that a checkpoint names; None if so."""
    last: Seal | None = None
    for seal in seals:
        if seal.number == number:
            return None if seal.hash == hash else Finding(Break.REWRITTEN, None, number)
        last = seal
    return Finding(Break.CUT, None if last is None else last.last, 1 if last is None else last.number + 1)


def _lowest(left: _Ahead[Leaf], right: _Ahead[Entry]) -> int | None:
    ahead = [] if left.next is None else [left.next.entry]
    if right.next is not None:
        ahead.append(right.next.number)
    return min(ahead, default=None)


def _follows(seal: Seal, before: Seal | None) -> bool:
    number, previous = (1, START) if before is None else (before.number + 1, before.hash)
    return (seal.number, seal.previous) == (number, previous) and seal.hash == seal_hash(
        number=seal.number,
        last=seal.last,
        count=seal.count,
        previous=seal.previous,
        root=seal.root,
        sealed_at=seal.sealed_at,
    )


def _holds(leaf: Leaf, entry: Entry, *, erased: Mapping[int, str], removed: Collection[int]) -> bool:
    same_actor = entry.actor == leaf.actor or (entry.actor is None and leaf.actor in removed)
    return (
        same_actor
        and leaf.content == content_hash(entry.number, leaf.actor, entry.fixed)
        and erased.get(entry.number, leaf.told) == told_hash(leaf.salt, entry.told)
    )
