"""The four levels side by side."""

from collections.abc import Mapping

from apps.coherence.engine.concordance import Positions
from apps.coherence.engine.index import Index
from apps.coherence.engine.levels.agency import agency_level
from apps.coherence.engine.levels.external import external_level
from apps.coherence.engine.levels.internal_external import internal_external_level
from apps.coherence.engine.levels.whole_of_government import whole_of_government_level
from apps.coherence.engine.pairs import Pair
from apps.coherence.engine.results import Levels


def four_levels(index: Index, pairs: Mapping[Pair, int], positions: Positions) -> Levels:
    """Always the four, never one total."""
    return Levels(
        agency=agency_level(index),
        whole_of_government=whole_of_government_level(index, pairs, positions),
        external=external_level(index, pairs, positions),
        internal_external=internal_external_level(index, positions),
    )
