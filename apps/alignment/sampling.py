"""Drawing a random audit: how many to ask, and whom. Pure: no database, no clock, no generator of its own.

Method A.2, "Sampling instead of asking everybody".
"""

import hashlib
import math
from collections.abc import Iterable

from apps.core.values import Z_95

MARGIN = 0.10
"""Half the width of the interval at 95 % for a share of one half."""


def sample_size(population: int, margin: float = MARGIN) -> int:
    """How many of `population` to draw so that a share is known to +- `margin` at 95 %, at worst.

    Cochran's size for a proportion of one half with the finite-population correction, rounded up: 50 -> 34,
    100 -> 50, 200 -> 66, 500 -> 81, 1,000 -> 88, 4,000 -> 94, 20,000 -> 96. Never more than there are.
    Raises ValueError for a negative population or a margin outside (0, 1).
    """
    if population < 0 or not 0 < margin < 1:
        raise ValueError("no sample of this population with this margin")
    if population == 0:
        return 0
    infinite = Z_95 * Z_95 / 4 / (margin * margin)
    return min(population, math.ceil(infinite / (1 + (infinite - 1) / population)))


def draw(keys: Iterable[str], size: int, seed: int) -> list[str]:
    """`size` of the keys, without replacement, in order of key; each with the same chance.

    Those with the smallest SHA-256 of `SEED:KEY` are taken: whoever has the keys and the seed repeats the
    draw, in any language, whatever the order of the keys. Raises ValueError if there are fewer keys.
    """
    population = sorted(set(keys))
    if not 0 <= size <= len(population):
        raise ValueError("more to draw than there are")
    return sorted(sorted(population, key=lambda key: (_ticket(seed, key), key))[:size])


def _ticket(seed: int, key: str) -> bytes:
    return hashlib.sha256(f"{seed}:{key}".encode()).digest()
