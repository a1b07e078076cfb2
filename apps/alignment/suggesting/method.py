"""Which objectives an activity may serve, and why: a proposal for a person, never a link.

Seven signs, each from 0 to 1, weighed and added:

- *words*: the activity's title and description share letters with a wording of the objective;
- *meaning*: both are close to the names of the same sectors. The names are English and French, so a French
  title meets an English objective there;
- *sector*: activities of the same sector are linked to the objective;
- *alike*: activities with similar titles are;
- *area*, *target_group*: activities in the same place, or for the same people, are.

- *dimension*: the activity's own, or the one its sectors usually belong to, is the objective's.

The weights are a choice, the same for every mission. A humanitarian activity is never proposed a political
or security objective (rule R5 of the method).
"""

import functools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from apps.alignment.suggesting import sectors
from apps.alignment.suggesting.grams import Rarity, Shelf, Vector, cosine, unit, words
from apps.core.text import fold

Sign = Literal["words", "meaning", "sector", "alike", "area", "target_group", "dimension"]

WEIGHTS: Mapping[Sign, float] = {
    "words": 1.0,
    "meaning": 0.8,
    "sector": 0.6,
    "alike": 1.0,
    "area": 0.15,
    "target_group": 0.3,
    "dimension": 0.25,
}
SHOWN = 3
FLOOR = 0.2
"""What is weaker says nothing."""
TELLING = 0.08
"""A sign weaker than this is no reason to name."""
CLOSE = 0.15
"""Titles less alike than this are not alike."""
NEIGHBOURS = 5
SENSES = 8
"""Sectors that the meaning of a text is described by."""
DECLARED = 0.5
"""What a sector that the activity declares adds to its meaning."""
PRIOR = 2.0
"""So many links of no sector stand beside those of one, so that a single link decides nothing."""
GUARDED = frozenset({"political", "security"})


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of an activity. `dimension` is one of the six core ones, None where unknown."""

    text: str
    sectors: tuple[str, ...] = ()
    areas: frozenset[str] = frozenset()
    target_group: str | None = None
    dimension: str | None = None
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective with its wordings, in every language there is."""

    key: str
    texts: tuple[str, ...]
    dimension: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """An activity that a person has linked."""

    title: str
    work: Work
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the sign, its strength, and what it stands on (a word, a sector's code, a title, an area)."""

    sign: Sign
    strength: float
    what: tuple[str, ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    goal: str
    score: float
    reasons: tuple[Reason, ...]


class Suggester:
    """What the objectives and links of a mission teach, worked out once for many activities."""

    def __init__(self, goals: Sequence[Goal], known: Iterable[Known] = ()) -> None:
        self.goals = {goal.key: goal for goal in goals}
        self.known = [row for row in known if any(key in self.goals for key in row.goals)]
        self.rarity, self.meanings = _sector_texts()
        self.wordings = {
            goal.key: [(text, self.rarity.vector(text)) for text in goal.texts] for goal in goals
        }
        self.senses = {
            goal.key: [self.sense(vector) for _text, vector in self.wordings[goal.key]] for goal in goals
        }
        self.titles = Shelf(
            (str(place), self.rarity.vector(row.title)) for place, row in enumerate(self.known)
        )
        self.by_sector = _shares((_codes(row.work.sectors), row.goals) for row in self.known)
        self.by_area = _shares((row.work.areas, row.goals) for row in self.known)
        self.by_group = _shares((_group(row.work), row.goals) for row in self.known)

    def sense(self, vector: Vector, declared: Collection[str] = ()) -> Vector:
        """The text as the few sectors it is closest to, with those that it declares."""
        near = sorted(self.meanings.alike(vector).items(), key=lambda item: (-item[1], item[0]))[:SENSES]
        found: dict[str, float] = defaultdict(float)
        for code, value in near:
            found[code] += value
            found[sectors.category(code)] += value / 2
        for code in declared:
            found[code] += DECLARED
            found[sectors.category(code)] += DECLARED / 2
        return unit(found)

    def suggest(self, work: Work, *, most: int = SHOWN) -> list[Suggestion]:
        """The objectives that the activity may serve, the likeliest first; none where nothing tells."""
        vector = self.rarity.vector(work.text)
        sense = self.sense(vector, work.sectors)
        alike = self._alike(vector)
        found = []
        for key, goal in self.goals.items():
            if work.exempt and goal.dimension in GUARDED:
                continue
            reasons = tuple(
                sorted(
                    (
                        reason
                        for reason in (
                            self._words(vector, key, work),
                            self._meaning(sense, key),
                            _learned("sector", self.by_sector, _codes(work.sectors), key),
                            alike.get(key),
                            _learned("area", self.by_area, work.areas, key),
                            _learned("target_group", self.by_group, _group(work), key),
                            _same_dimension(work, goal),
                        )
                        if reason is not None
                    ),
                    key=lambda reason: -reason.strength * WEIGHTS[reason.sign],
                )
            )
            score = sum(reason.strength * WEIGHTS[reason.sign] for reason in reasons)
            told = tuple(one for one in reasons if one.strength * WEIGHTS[one.sign] >= TELLING)
            if score >= FLOOR and told:
                found.append(Suggestion(key, score, told))
        return sorted(found, key=lambda one: (-one.score, one.goal))[:most]

    def _words(self, vector: Vector, key: str, work: Work) -> Reason | None:
        scored = [(cosine(vector, wording), text) for text, wording in self.wordings[key]]
        best, text = max(scored, default=(0.0, ""))
        if best <= 0:
            return None
        return Reason("words", min(1.0, 2 * best), _shared(work.text, text))

    def _meaning(self, sense: Vector, key: str) -> Reason | None:
        scored = [(cosine(sense, other), place) for place, other in enumerate(self.senses[key])]
        best, place = max(scored, default=(0.0, 0))
        if best <= 0:
            return None
        other = self.senses[key][place]
        common = max(sense, key=lambda code: (sense[code] * other.get(code, 0.0), code))
        return Reason("meaning", best, (common,))

    def _alike(self, vector: Vector) -> dict[str, Reason]:
        near = sorted(
            ((value, int(place)) for place, value in self.titles.alike(vector).items() if value >= CLOSE),
            key=lambda item: (-item[0], item[1]),
        )[:NEIGHBOURS]
        strength: dict[str, float] = defaultdict(float)
        behind: dict[str, list[str]] = defaultdict(list)
        for value, place in near:
            row = self.known[place]
            for key in row.goals:
                strength[key] += value
                behind[key].append(row.title)
        return {
            key: Reason("alike", min(1.0, value), tuple(behind[key][:2]), len(behind[key]))
            for key, value in strength.items()
        }


@functools.cache
def _sector_texts() -> tuple[Rarity, Shelf]:
    """What the sectors teach: which runs of letters are rare, and their names to compare with."""
    named = sectors.texts()
    rarity = Rarity(text for _code, text in named)
    return rarity, Shelf((code, rarity.vector(text)) for code, text in named)


def _same_dimension(work: Work, goal: Goal) -> Reason | None:
    """Full strength where the activity says so itself, else the share of its sectors that do."""
    if goal.dimension is None:
        return None
    if work.dimension is not None:
        return Reason("dimension", 1.0, (goal.dimension,)) if work.dimension == goal.dimension else None
    usual = [sectors.dimension_of(code) for code in work.sectors]
    share = usual.count(goal.dimension) / len(usual) if usual else 0.0
    return Reason("dimension", share, (goal.dimension,)) if share > 0 else None


def _codes(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(code for given in codes for code in (given, sectors.category(given)))


def _group(work: Work) -> frozenset[str]:
    return frozenset() if work.target_group is None else frozenset({fold(work.target_group).strip()})


Counts = Mapping[str, Counter[str]]


def _shares(rows: Iterable[tuple[Collection[str], Iterable[str]]]) -> Counts:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for traits, goals in rows:
        for trait in traits:
            found[trait].update(goals)
    return found


def _learned(sign: Sign, counts: Counts, traits: Collection[str], key: str) -> Reason | None:
    """The trait of the activity that most often leads to the objective, and how often it did."""
    best: Reason | None = None
    for trait in sorted(traits, key=lambda one: (-len(one), one)):
        found = counts.get(trait)
        if found is None or not found[key]:
            continue
        strength = found[key] / (found.total() + PRIOR)
        if best is None or strength > best.strength:
            best = Reason(sign, strength, (trait,), found[key])
    return best


def _shared(one: str, other: str) -> tuple[str, ...]:
    """The words of the first text that begin like a word of the second, folded, three at most."""
    stems = {word[:5] for word in words(other) if len(word) > 3}
    seen = dict.fromkeys(word for word in words(one) if len(word) > 3 and word[:5] in stems)
    return tuple(seen)[:3]
