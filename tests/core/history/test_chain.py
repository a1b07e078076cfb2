"""T24: a thousand tampers with a log of values; each is found, and the first broken entry is named."""

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest

from apps.core.history.chain import (
    Break,
    Entry,
    Leaf,
    Seal,
    canonical,
    first_break,
    leaf_of,
    missing,
    seal_hash,
    seal_of,
    told_hash,
)

AT = "2026-01-01T12:00:00.000000+00:00"
TAMPERS = 1000


@dataclass
class Log:
    """A log that can be tampered with: lists that a test may change."""

    seals: list[Seal]
    leaves: list[Leaf]
    entries: list[Entry]

    def first_break(self, **more):
        arguments = {"erased": {}, "removed": set(), **more}
        by_entry = sorted(self.leaves, key=lambda leaf: leaf.entry)
        in_order = sorted(self.entries, key=lambda entry: entry.number)
        return first_break(self.seals, by_entry, in_order, **arguments)

    def numbers(self, seal):
        """The entries that stand under a seal."""
        return [leaf.entry for leaf in self.leaves if leaf.seal == seal]

    def at(self, number):
        return next(n for n, entry in enumerate(self.entries) if entry.number == number)


def seeded(seed):
    return Random(seed)  # noqa: S311 - a test repeats itself


def a_log(random, *, entries=40):
    """A sealed log with gaps between the numbers, as rolled back transactions leave them."""
    written, number = [], 0
    for n in range(entries):
        number += random.choice([1, 1, 2, 3])
        actor = random.choice([None, 1, 2])
        written.append(Entry(number, actor, canonical(["fixed", n]), canonical(["told", n])))
    return sealed(written, random)


def sealed(written, random):
    """The log of these entries under seals of one to nine."""
    log, start = Log([], [], list(written)), 0
    while start < len(written):
        batch = written[start : start + random.randint(1, 9)]
        number = len(log.seals) + 1
        leaves = [leaf_of(entry, seal=number, salt=f"salt {entry.number}") for entry in batch]
        log.seals.append(seal_of(leaves, after=log.seals[-1] if log.seals else None, sealed_at=AT))
        log.leaves += leaves
        start += len(batch)
    return log


# Each tamper changes the log and returns the entry that must be named, or None where it found nothing to do.


def edit_what_was_told(log, random):
    n = random.randrange(len(log.entries))
    log.entries[n] = replace(log.entries[n], told=canonical(["other", n]))
    return log.entries[n].number


def edit_what_is_fixed(log, random):
    n = random.randrange(len(log.entries))
    log.entries[n] = replace(log.entries[n], fixed=canonical(["other", n]))
    return log.entries[n].number


def edit_the_actor(log, random):
    n = random.randrange(len(log.entries))
    log.entries[n] = replace(log.entries[n], actor=3)
    return log.entries[n].number


def forget_the_actor(log, random):
    n = random.choice([n for n, entry in enumerate(log.entries) if entry.actor is not None])
    log.entries[n] = replace(log.entries[n], actor=None)
    return log.entries[n].number


def delete(log, random):
    return log.entries.pop(random.randrange(len(log.entries))).number


def delete_several(log, random):
    gone = [log.entries.pop(random.randrange(len(log.entries))).number for _ in range(random.randint(2, 5))]
    return min(gone)


def insert(log, random):
    taken = {entry.number for entry in log.entries}
    number = random.choice(sorted(set(range(1, max(taken))) - taken))
    log.entries.append(Entry(number, 1, canonical(["fixed", "new"]), canonical(["told", "new"])))
    return number


def swap(log, random):
    one, other = sorted(random.sample(range(len(log.entries)), 2))
    first, second = log.entries[one], log.entries[other]
    log.entries[one] = replace(second, number=first.number)
    log.entries[other] = replace(first, number=second.number)
    return first.number


def move(log, random):
    taken = {entry.number for entry in log.entries}
    target = random.choice(sorted(set(range(1, max(taken))) - taken))
    n = random.randrange(len(log.entries))
    origin = log.entries[n].number
    log.entries[n] = replace(log.entries[n], number=target)
    return min(origin, target)


def cut_the_tail_of_entries(log, random):
    keep = random.randrange(len(log.entries))
    number = log.entries[keep].number
    del log.entries[keep:]
    return number


def edit_entry_and_leaf(log, random):
    n = random.randrange(len(log.entries))
    log.entries[n] = replace(log.entries[n], told=canonical(["other", n]))
    log.leaves[n] = leaf_of(log.entries[n], seal=log.leaves[n].seal, salt="new")
    return log.numbers(log.leaves[n].seal)[0]


def delete_entry_and_leaf(log, random):
    n = random.choice([n for n, leaf in enumerate(log.leaves) if len(log.numbers(leaf.seal)) > 1])
    log.entries.pop(n)
    return log.numbers(log.leaves.pop(n).seal)[0]


def edit_salt(log, random):
    n = random.randrange(len(log.leaves))
    log.leaves[n] = replace(log.leaves[n], salt="new")
    return log.leaves[n].entry


def delete_leaf(log, random):
    return log.leaves.pop(random.randrange(len(log.leaves))).entry


def edit_seal(log, random):
    n = random.randrange(len(log.seals))
    change = random.choice([{"last": 0}, {"count": 0}, {"root": "x"}, {"hash": "x"}, {"sealed_at": "x"}])
    log.seals[n] = replace(log.seals[n], **change)
    return log.numbers(n + 1)[0]


def delete_seal(log, random):
    n = random.randrange(len(log.seals))
    del log.seals[n]
    return log.numbers(n + 1)[0]


def swap_seals(log, random):
    n = random.randrange(len(log.seals) - 1)
    log.seals[n], log.seals[n + 1] = log.seals[n + 1], log.seals[n]
    return log.numbers(n + 1)[0]


def rewrite_one_seal(log, random):
    """An entry, its leaf and its seal fit again; the next seal names the old one."""
    n = random.randrange(len(log.entries) - len(log.numbers(len(log.seals))))
    log.entries[n] = replace(log.entries[n], told=canonical(["other", n]))
    seal = log.leaves[n].seal
    log.leaves[n] = leaf_of(log.entries[n], seal=seal, salt="new")
    under = [leaf for leaf in log.leaves if leaf.seal == seal]
    log.seals[seal - 1] = seal_of(under, after=log.seals[seal - 2] if seal > 1 else None, sealed_at=AT)
    return log.numbers(seal + 1)[0]


SEEN_WITHIN = [
    edit_what_was_told,
    edit_what_is_fixed,
    edit_the_actor,
    forget_the_actor,
    delete,
    delete_several,
    insert,
    swap,
    move,
    cut_the_tail_of_entries,
    edit_entry_and_leaf,
    delete_entry_and_leaf,
    edit_salt,
    delete_leaf,
    edit_seal,
    delete_seal,
    swap_seals,
    rewrite_one_seal,
]


def cut_everything_after(log, random):
    """Entries, leaves and seals: what is left is a whole chain. Returns the last entry that is left."""
    keep = random.randrange(len(log.seals))
    log.leaves = [leaf for leaf in log.leaves if leaf.seal <= keep]
    del log.seals[keep:], log.entries[len(log.leaves) :]
    return Break.CUT, log.entries[-1].number if log.entries else None, keep + 1


def rewrite_everything(log, random):
    """An entry is changed and every seal from there on is made anew."""
    n = random.randrange(len(log.entries))
    log.entries[n] = replace(log.entries[n], told=canonical(["other", n]))
    last = len(log.seals)
    log.leaves[n] = leaf_of(log.entries[n], seal=log.leaves[n].seal, salt="new")
    for number in range(log.leaves[n].seal, last + 1):
        under = [leaf for leaf in log.leaves if leaf.seal == number]
        after = log.seals[number - 2] if number > 1 else None
        log.seals[number - 1] = seal_of(under, after=after, sealed_at=AT)
    return Break.REWRITTEN, None, last


SEEN_FROM_OUTSIDE = [cut_everything_after, rewrite_everything]


def test_every_tamper_is_found_and_the_first_broken_entry_named(record_property):
    random, found = seeded(24), Counter()
    ways = [*SEEN_WITHIN, *SEEN_FROM_OUTSIDE]
    for turn in range(TAMPERS):
        way = ways[turn % len(ways)]
        log = a_log(random)
        assert log.first_break() is None
        last = log.seals[-1]
        expected = way(log, random)
        finding = log.first_break()
        if way in SEEN_WITHIN:
            assert finding is not None, way.__name__
            assert finding.entry == expected, (way.__name__, finding)
        else:
            assert finding is None, way.__name__
            finding = missing(log.seals, number=last.number, hash=last.hash)
            assert (finding.kind, finding.entry, finding.seal) == expected, way.__name__
        found[way] += 1
    record_property("changes of the history found", sum(found.values()))
    assert sum(found.values()) == TAMPERS
    assert min(found.values()) == TAMPERS // len(ways)


def test_a_chain_that_grew_still_contains_its_checkpoint():
    log = a_log(seeded(1))
    assert all(missing(log.seals, number=seal.number, hash=seal.hash) is None for seal in log.seals)


def test_an_erasure_keeps_the_chain_and_only_what_it_left_is_accepted():
    log = a_log(seeded(2))
    entry = log.entries[7]
    blank = canonical(["told", None])
    log.entries[7] = replace(entry, told=blank)
    assert log.first_break().entry == entry.number
    log.leaves[7] = replace(log.leaves[7], salt="new")
    erased = {entry.number: told_hash("new", blank)}
    assert log.first_break(erased=erased) is None
    log.entries[7] = replace(entry, told=canonical(["told", "something else"]))
    assert log.first_break(erased=erased).entry == entry.number


def test_entries_of_a_removed_person_may_name_nobody():
    log = a_log(seeded(3))
    log.entries = [replace(entry, actor=None if entry.actor == 2 else entry.actor) for entry in log.entries]
    assert log.first_break().kind == Break.EDITED
    assert log.first_break(removed={2}) is None


def test_entries_after_the_last_seal_are_not_looked_at():
    log = a_log(seeded(4))
    log.entries.append(Entry(log.entries[-1].number + 1, 1, canonical([]), canonical([])))
    assert log.first_break() is None


def test_nothing_is_whole_and_a_leaf_without_a_seal_is_not():
    assert first_break([], [], [], erased={}, removed=set()) is None
    log = a_log(seeded(5))
    assert first_break([], log.leaves, [], erased={}, removed=set()).entry == log.leaves[0].entry
    with pytest.raises(ValueError, match="at least one entry"):
        seal_of([], after=None, sealed_at=AT)


def test_the_hash_of_a_seal_stands_on_each_of_its_parts():
    parts = {"number": 1, "last": 2, "count": 3, "previous": "p", "root": "r", "sealed_at": AT}
    hashes = {seal_hash(**parts)}
    for name in parts:
        hashes.add(seal_hash(**parts | {name: "x"}))
    assert len(hashes) == len(parts) + 1
