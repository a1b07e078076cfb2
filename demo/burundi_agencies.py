"""Who is who in burundi.bundle.json: one row per agency, with every spelling of the sources.

README.md publishes this table (build_burundi.py --agency-table prints it) and its rules.
"""

from typing import NamedTuple


class Agency(NamedTuple):
    """One agency: what it is, and the spellings under which the sources name it."""

    name: str
    acronym: str | None
    kind: str | None
    side: str
    state: str | None
    political_or_security: bool | None
    spellings: tuple[str, ...] = ()
    parent: str | None = None


UN = "un_fund_or_programme"
BILATERAL = "bilateral_agency"
BANK = "multilateral_bank"
INGO = "ingo"
POOLED = "pooled_fund"
PUBLIC = "ministry_or_public_body"
REGIONAL = "regional_organisation"


PRIVATE = "PRIVATE"  # how the database spells a private giver; a person's name is read as this


def _un(name: str, acronym: str | None, *spellings: str) -> Agency:
    return Agency(name, acronym, UN, "external", None, False, spellings)


def _state(name: str, state: str, *spellings: str) -> Agency:
    """A donor given only as a country: which of its agencies acted is not recorded."""
    return Agency(f"{name} (agency not named)", None, None, "external", state, None, spellings)


def _bilateral(name: str, acronym: str | None, state: str, *spellings: str) -> Agency:
    return Agency(name, acronym, BILATERAL, "external", state, False, spellings)


def _foreign_ministry(name: str, state: str | None, *spellings: str) -> Agency:
    return Agency(name, None, BILATERAL, "external", state, True, spellings)


def _ingo(name: str, acronym: str | None, *spellings: str) -> Agency:
    return Agency(name, acronym, INGO, "external", None, False, spellings)


def _pooled(name: str, acronym: str | None, *spellings: str) -> Agency:
    return Agency(name, acronym, POOLED, "external", None, False, spellings)


def _other(name: str, *spellings: str) -> Agency:
    """A giver for which the list of agency kinds has no word: the kind stays missing."""
    return Agency(name, None, None, "external", None, None, spellings)


def _internal(name: str, acronym: str | None, kind: str, state: str | None, *spellings: str) -> Agency:
    parent = "GOB" if state else None
    return Agency(name, acronym, kind, "internal", state, False, spellings, parent)


JOINT = "JOINT"

AGENCIES: dict[str, Agency] = {
    # United Nations
    "UNPBF": _pooled(
        "United Nations Peacebuilding Fund", "PBF", "United Nations Fund for Peacebuilding (FNUCP))"
    ),
    "UNPBC": Agency("United Nations Peacebuilding Commission", "PBC", None, "external", None, None),
    "BINUB": Agency(
        "United Nations Integrated Office in Burundi",
        "BINUB",
        "peace_operation",
        "external",
        None,
        True,
        ("United Nations Integrated Office in Burundi",),
    ),
    "UNDP": _un("United Nations Development Programme", "UNDP", "United Nations Development Programme"),
    "UNHCR": _un(
        "Office of the United Nations High Commissioner for Refugees",
        "UNHCR",
        "United Nations High Commissioner for Refugees",
    ),
    "UNWOMEN": _un("UN Women", None, "ONUFEMMES"),
    "UNICEF": _un("United Nations Children's Fund", "UNICEF", "UNICEF"),
    "UNFPA": _un("United Nations Population Fund", "UNFPA", "United Nations Fund for Poppulation"),
    "WFP": _un("World Food Programme", "WFP", "World Food Programme"),
    "FAO": _un(
        "Food and Agriculture Organization of the United Nations",
        "FAO",
        "Organisation des Nations Unies pour l'alimentation et l'agriculture",
    ),
    "UNESCO": _un("United Nations Educational, Scientific and Cultural Organization", "UNESCO", "UNESCO"),
    "OCHA": _un("United Nations Office for the Coordination of Humanitarian Affairs", "OCHA", "OCHA"),
    "OHCHR": _un(
        "Office of the United Nations High Commissioner for Human Rights",
        "OHCHR",
        "Office of the UN High Commissioner for Human Rights",
    ),
    "IFAD": _un(
        "International Fund for Agricultural Development",
        "IFAD",
        "Agriculture Development International Fund",
    ),
    "CERF": _pooled(
        "Central Emergency Response Fund",
        "CERF",
        "Central Emergency Response Fund",
        "Central Emergency Response",
    ),
    "UNTF": _pooled("United Nations trust fund (not named further)", None, "United Nations Trust Fund"),
    # banks and regional organisations
    "WB": Agency(
        "World Bank (International Development Association)",
        "IDA",
        BANK,
        "external",
        None,
        False,
        ("World Bank", "International Development Association (World Bank)"),
    ),
    "AFDB": Agency(
        "African Development Bank", "AfDB", BANK, "external", None, False, ("African Development Bank",)
    ),
    "ACBF": Agency(
        "African Capacity Building Foundation",
        "ACBF",
        None,
        "external",
        None,
        False,
        ("African Capacity Building Fund",),
    ),
    "MDTF": _pooled("Multi-donor trust fund (not named further)", None, "Fudiciaires multidonor fund"),
    "EC": Agency("European Commission", None, REGIONAL, "external", None, None, ("EU Commission",)),
    "ECHO": Agency(
        "European Commission, humanitarian aid office",
        "ECHO",
        REGIONAL,
        "external",
        None,
        False,
        ("ECHO",),
        "EC",
    ),
    "OPEC": _other(
        "Organization of the Petroleum Exporting Countries",
        "Organization of Petroleum Exporting Countries (OPEC)",
    ),
    # states and their agencies
    "BE-GOV": _state("Government of Belgium", "BE", "Belgium"),
    "DGDC": _bilateral(
        "Directorate-General for Development Cooperation, Belgium",
        "DGDC",
        "BE",
        "General Directorate of Development and Cooperation (DGDC)",
    ),
    "BTC": _bilateral(
        "Belgian Technical Cooperation",
        "BTC",
        "BE",
        "Belgian Technical Cooperation",
        "Coopération Technique Belge",
    ),
    "DE-GOV": _state("Government of Germany", "DE", "Germany"),
    "BMZ": _bilateral(
        "Federal Ministry for Economic Cooperation and Development, Germany",
        "BMZ",
        "DE",
        "Federal Ministry of Economic Cooperation and Development",
    ),
    "GIZ": _bilateral(
        "Deutsche Gesellschaft für Internationale Zusammenarbeit",
        "GIZ",
        "DE",
        "GIZ: Deutsche Gesellschaft für Internationale Zusammenarbeit",
    ),
    "US-GOV": _state("Government of the United States of America", "US", "United States of America"),
    "USAID": _bilateral(
        "United States Agency for International Development",
        "USAID",
        "US",
        "United States Agency for International Development",
    ),
    "PRM": _foreign_ministry(
        "Department of State of the United States, Bureau of Population, Refugees and Migration",
        "US",
        "Bureau of population, Refugees and migration",
    ),
    "DFID": _bilateral(
        "Department for International Development, United Kingdom",
        "DFID",
        "GB",
        "Department for International Development (DFID)",
        "DFLD",
    ),
    "SIDA": _bilateral("Swedish International Development Cooperation Agency", "Sida", "SE", "Page"),
    "SE-MFA": _foreign_ministry(
        "Ministry for Foreign Affairs of Sweden", "SE", "Ministry of Foreign Affairs of Sweden"
    ),
    "NO-GOV": _state("Government of Norway", "NO", "Norway"),
    "NO-MFA": _foreign_ministry(
        "Ministry of Foreign Affairs of Norway", "NO", "Norwegian Ministry of Foreign Affairs"
    ),
    "DK-MFA": _foreign_ministry(
        "Ministry of Foreign Affairs of Denmark (Danida)",
        "DK",
        "DENMARK Ministry of Foreign Affairs",
        "Danish International Development Agency (DANIDA)",
    ),
    "NL-MFA": _foreign_ministry(
        "Ministry of Foreign Affairs of the Netherlands",
        "NL",
        "Netherlands",
        "Dutch Ministry of Foreign Affairs",
    ),
    "SDC": _bilateral(
        "Swiss Agency for Development and Cooperation",
        "SDC",
        "CH",
        "Swiss",
        "Swiss Agency for Development and Cooperation (SDC)",
    ),
    "FR-EMB": _foreign_ministry("Embassy of France in Burundi", "FR", "Embassy of France in Burundi"),
    "LU-MFA": _foreign_ministry(
        "Ministry of Foreign Affairs of Luxembourg", "LU", "Ministry of Etragères Luxembourgeoises Affairs"
    ),
    "LUXDEV": _bilateral("Lux-Development", None, "LU", "Lux-Development"),
    "IT-MFA": _foreign_ministry(
        "Ministry of Foreign Affairs of Italy", "IT", "Italian Ministry of Foreign Affairs"
    ),
    "ADA": _bilateral("Austrian Development Agency", "ADA", "AT", "Austrian Development Agency (ADA)"),
    "AU-MFA": _foreign_ministry(
        "Foreign ministry spelt 'Austrarian' (Austria or Australia)", None, "Austrarian Foreign Ministry"
    ),
    "AUSAID": _bilateral(
        "Australian Agency for International Development",
        "AusAID",
        "AU",
        "Australian Agency for International Development",
    ),
    "CIDA": _bilateral(
        "Canadian International Development Agency",
        "CIDA",
        "CA",
        "Canadian International Development Agency (CIDA)",
    ),
    "JICA": _bilateral(
        "Japan International Cooperation Agency",
        "JICA",
        "JP",
        "Japan International Cooperation Agency (JICA)",
    ),
    "JP-GOV": _state("Government of Japan", "JP", "Japan"),
    "AECI": _bilateral(
        "Spanish Agency for International Cooperation",
        "AECI",
        "ES",
        "Spanish Agency for International Cooperation (AECI)",
    ),
    "IRISHAID": _bilateral("Irish Aid", None, "IE", "Irish Aid"),
    "CN-MFA": _foreign_ministry(
        "Ministry of Foreign Affairs of China", "CN", "Chinese Ministry of Foreign Affairs"
    ),
    "EG-GOV": _state("Government of Egypt", "EG", "Egypt"),
    "MA-GOV": _state("Government of Morocco", "MA", "Morocco"),
    # non-governmental organisations and private givers
    "CARE": _ingo("CARE International", "CARE", "CARE International"),
    "CARITAS": _ingo("Caritas International", None, "Caritas International"),
    "CRS": _ingo("Catholic Relief Services", "CRS", "Catholic Relief Services"),
    "CHRISTIANAID": _ingo("Christian Aid", None, "Christian Aid"),
    "CISV": _ingo("CISV", None, "CISV"),
    "CONCERN": _ingo("Concern Worldwide", None, "Concern Worldwide"),
    "HI-BE": _ingo(
        "Handicap International Belgium",
        None,
        "Handicap International Belgium",
        "Handicap International Belgique",
    ),
    "HI-FR": _ingo("Handicap International France", None, "Handicap International France-ANC"),
    "ISCOS": _ingo("ISCOS", None, "ISCOS"),
    "MSF-BE": _ingo("Médecins Sans Frontières Belgium", "MSF", "Doctors Without Borders Belgium"),
    "OXFAM": _ingo("Intermón Oxfam", None, "Oxfam"),
    "PANOS": _ingo("Panos", None, "PANOS"),
    "PMU": _ingo("PMU InterLife", None, "PMU Inter Life"),
    "SOLIDARITES": _ingo("Solidarités", None, "Solidarités"),
    "VISPE": _ingo("VISPE", None, "Visp"),
    "WERUK": _ingo("WER UK", None, "WER UK"),
    "WV-AU": _ingo("World Vision Australia", None, "WV Australia"),
    "WV-CA": _ingo("World Vision Canada", None, "WV Canada"),
    "RFP": _ingo("World Conference of Religions for Peace", None, "World Conference of Religions for Peace"),
    "RCN": _ingo("RCN Justice & Démocratie", "RCN", "RCN Justice et Démocratie"),
    "REDCROSS-BE": _ingo("Belgian Red Cross", None, "Croix Rouge de Belgique"),
    "REDCROSS-VL": _ingo(
        "Belgian Red Cross, Flanders", "RKVI", "Rode Kruis-Vlaanderen Internationaal - RKVI"
    ),
    "LOUVAIN": _ingo("Louvain Development", None, "LOUVAIN DEVELOPMENT"),
    "AFRICALIA": _ingo("Africalia", None, "AFRICALIA"),
    "DONBOSCO": _ingo("Don Bosco", None, "DON BOSCO"),
    "MSV": _ingo("MSV", None, "MSV"),
    "IRC": _ingo("IRC", None, "IRC"),
    "ENGENDER": _ingo("EngenderHealth", None, "Engender health"),
    "CIV": _other("International CIV", "International CIV"),
    "OAK": _other("OAK", "OAK"),
    "NIKE": _other("Nike Foundation", "NIKE Foundation"),
    "CARIPLO": _other("Fondazione Cariplo", "Fondazione Cariplo"),
    "PRIVATE": _other("Private donors (not named)", PRIVATE),
    # not agencies in the strict sense, but how the database names the giver
    "MULTILATERAL": _other("Multilateral grant (donors not named)", "Multilateral Grant"),
    "UNSPECIFIED": _other("Donor not specified", "Unspecified"),
    JOINT: _other("Several donors together (shares not recorded)"),
    # Burundi
    "GOB": Agency("Government of Burundi", "GoB", PUBLIC, "internal", "BI", None),
    "MINFIN": _internal(
        "Ministry of Finance and Economic Development Planning, Burundi",
        None,
        PUBLIC,
        "BI",
        "Ministère des Finances et de la Planification du Développement Economique",
    ),
    "MINSOL": _internal(
        "Ministry of National Solidarity, Human Rights and Gender, Burundi",
        None,
        PUBLIC,
        "BI",
        "Ministère de la Solidarité Nationale, des Droits de la Personnes Humaine et du Genre",
    ),
    "MINEXT": Agency(
        "Ministry of External Relations and International Cooperation, Burundi",
        None,
        PUBLIC,
        "internal",
        "BI",
        True,
        ("Ministère des Relations Extérieures et de la Coopération Internationale",),
        "GOB",
    ),
    "MINEAU": _internal(
        "Ministry of Water, Environment, Land Use and Urban Planning, Burundi",
        None,
        PUBLIC,
        "BI",
        "Ministère de l'Eau, de l'Environnement , de l'Aménagement du Territoire et de l'Urbanisme",
    ),
    "OBR": _internal("Office Burundais des Recettes (revenue authority)", "OBR", PUBLIC, "BI", "OBR"),
    "OLUCOME": _internal("OLUCOME", "OLUCOME", "national_ngo_or_civil_society", None, "OLUCOM"),
    "CEPBU": _internal(
        "CEPBU (Pentecostal churches of Burundi)",
        "CEPBU",
        "traditional_or_religious_authority",
        None,
        "CEPBU",
    ),
}

# Spellings of the executing agency (government sheet, French) that the donor crosswalk also knows.
EXECUTING_ALIASES: dict[str, str] = {
    "Programme des Nations Unies pour le Développement": "UNDP",
    "Haut Commissariat des Nations Unies pour les Réfugiés": "UNHCR",
    "Programme Alimentaire Mondial": "WFP",
    "Fonds des Nations Unies pour la Poppulation": "UNFPA",
}
NOT_AN_AGENCY = {"Agence d'Exécution de 1er Niveau non défini", "Non spécifié"}

# A donor of one of these kinds carries out work itself (lead rule 2 of README.md).
OPERATIONAL_KINDS = {UN, BANK, INGO, "peace_operation", "traditional_or_religious_authority", PUBLIC}


def spellings() -> dict[str, str]:
    """Returns agency key by spelling. Raises ValueError when one spelling stands for two agencies."""
    found = dict(EXECUTING_ALIASES)
    for key, agency in AGENCIES.items():
        for spelling in agency.spellings:
            if found.setdefault(spelling, key) != key:
                raise ValueError(f"{spelling!r} stands for {found[spelling]} and {key}")
    return found


def markdown() -> str:
    """Returns the agency table of README.md."""
    lines = ["| key | agency | side | kind | state | spellings in the sources |", "|---|---|---|---|---|---|"]
    for key, agency in AGENCIES.items():
        kind = (agency.kind or "not recorded").replace("_", " ")
        spelt = "; ".join(agency.spellings)
        lines.append(f"| {key} | {agency.name} | {agency.side} | {kind} | {agency.state or ''} | {spelt} |")
    return "\n".join(lines)
