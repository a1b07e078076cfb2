"""DAC sectors: their names in English and French, and the core dimension that each belongs to."""

import functools
from dataclasses import dataclass
from pathlib import Path

from apps.core.enums import Dimension

TABLE = Path(__file__).with_name("dac_sectors.tsv")

# The longest beginning of a code decides; nothing fits what is neither here nor named below.
DIMENSIONS = {
    "15": Dimension.POLITICAL,
    "15110": Dimension.DEVELOPMENT,
    "15111": Dimension.DEVELOPMENT,
    "15114": Dimension.DEVELOPMENT,
    "15120": Dimension.DEVELOPMENT,
    "15113": Dimension.RULE_OF_LAW,
    "1513": Dimension.RULE_OF_LAW,
    "15133": Dimension.DEVELOPMENT,
    "1514": Dimension.DEVELOPMENT,
    "15140": Dimension.POLITICAL,
    "15160": Dimension.HUMAN_RIGHTS,
    "15162": Dimension.HUMAN_RIGHTS,
    "15164": Dimension.HUMAN_RIGHTS,
    "15170": Dimension.HUMAN_RIGHTS,
    "15180": Dimension.HUMAN_RIGHTS,
    "152": Dimension.SECURITY,
    "15220": Dimension.POLITICAL,
    "15230": Dimension.POLITICAL,
    "72": Dimension.HUMANITARIAN,
    "74": Dimension.HUMANITARIAN,
}


@dataclass(frozen=True, slots=True)
class Sector:
    """`french` is None where the list has no French name; `withdrawn` is no longer to be used."""

    code: str
    english: str
    french: str | None
    withdrawn: bool

    def name(self, language: str) -> str:
        """In French where there is one and French is asked for, else in English."""
        return self.french if self.french is not None and language.startswith("fr") else self.english


@functools.cache
def sectors() -> dict[str, Sector]:
    """All sectors of three and five digits by code."""
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, english, french, withdrawn = [*line.split("\t"), "", ""][:4]
            found[code] = Sector(code, english, french or None, withdrawn == "withdrawn")
    return found


def dimension_of(code: str) -> Dimension:
    """The core dimension of a sector: that of the longest beginning in the table, or else development."""
    for length in range(len(code), 1, -1):
        if (found := DIMENSIONS.get(code[:length])) is not None:
            return found
    return Dimension.DEVELOPMENT
