"""DAC sectors: their names in English, French and Spanish, and the core dimension that each belongs to."""

import functools
from dataclasses import dataclass
from pathlib import Path

from apps.core.enums import Dimension

TABLE = Path(__file__).with_name("dac_sectors.tsv")
SPANISH = Path(__file__).with_name("dac_sectors_es.tsv")
CATEGORY = 3

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
    """`names` by language: always "en", others where there are any; `withdrawn` is no longer to be used."""

    code: str
    names: dict[str, str]
    withdrawn: bool

    def name(self, language: str) -> str:
        """In the language asked for where there is one, else in English."""
        return self.names.get(language.partition("-")[0], self.names["en"])


@functools.cache
def sectors() -> dict[str, Sector]:
    """All sectors of three and five digits by code."""
    spanish = dict(_rows(SPANISH))
    found = {}
    for row in _rows(TABLE):
        code, english, french, withdrawn = [*row, "", ""][:4]
        names = {"en": english, "fr": french, "es": spanish[code]}
        names = {language: name for language, name in names.items() if name}
        found[code] = Sector(code, names, withdrawn == "withdrawn")
    return found


def _rows(table: Path) -> list[list[str]]:
    lines = table.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def name_of(code: str, language: str) -> str:
    """What a sector is called, by its category where the purpose is not listed; the code where neither is."""
    known = sectors().get(code) or sectors().get(code[:CATEGORY])
    return known.name(language) if known is not None else code


def dimension_of(code: str) -> Dimension:
    """The core dimension of a sector: that of the longest beginning in the table, or else development."""
    for length in range(len(code), 1, -1):
        if (found := DIMENSIONS.get(code[:length])) is not None:
            return found
    return Dimension.DEVELOPMENT
