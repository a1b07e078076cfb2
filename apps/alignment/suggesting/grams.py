"""How alike two texts are: by the letters that their words share, so that forms of a word and words that two
languages share count, whatever the case and the accents."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from apps.core.text import fold

SHORTEST, LONGEST = 3, 5
WORD = re.compile(r"[^\W\d_]{3,}")

Vector = Mapping[str, float]


def grams(text: str) -> Counter[str]:
    """How often each run of three to five letters stands in the words of a text, their ends marked."""
    found: Counter[str] = Counter()
    for word in words(text):
        marked = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            found.update(marked[start : start + size] for start in range(len(marked) - size + 1))
    return found


def words(text: str) -> list[str]:
    """The words of a text of three letters or more, folded."""
    return WORD.findall(fold(text))


class Rarity:
    """What a run of letters tells: much where few texts hold it, nothing where all do."""

    def __init__(self, texts: Iterable[str]) -> None:
        held: Counter[str] = Counter()
        self.texts = 0
        for text in texts:
            self.texts += 1
            held.update(grams(text).keys())
        self.held = held

    def vector(self, text: str) -> Vector:
        """The text as weighted runs of letters, of length one; empty where it has no words."""
        weighed = {
            gram: (1 + math.log(count)) * math.log((1 + self.texts) / (1 + self.held[gram]))
            for gram, count in grams(text).items()
        }
        return unit(weighed)


def unit(vector: Vector) -> Vector:
    """The same direction with length one."""
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {} if length == 0 else {key: value / length for key, value in vector.items()}


def cosine(one: Vector, other: Vector) -> float:
    """From 0, nothing in common, to 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other.get(key, 0.0) for key, value in one.items())


class Shelf:
    """Texts that many others are compared with at once."""

    def __init__(self, vectors: Iterable[tuple[str, Vector]]) -> None:
        self.holding: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for name, vector in vectors:
            for gram, value in vector.items():
                self.holding[gram].append((name, value))

    def alike(self, vector: Vector) -> dict[str, float]:
        """How alike a text is to each on the shelf; the best where a name stands on it several times over."""
        found: dict[str, float] = defaultdict(float)
        for gram, value in vector.items():
            for name, weight in self.holding.get(gram, ()):
                found[name] += value * weight
        return found
