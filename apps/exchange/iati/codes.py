"""The codes of IATI that say something here, in the words of this program; those of 1.x beside those of 2.x.

Source: IATI Standard (http://iatistandard.org/), codelists OrganisationRole, ActivityStatus,
ActivityDateType, TransactionType, OrganisationType and SectorVocabulary of versions
1.04 and 2.03; licence CC BY 4.0.
"""

VERSIONS = ("1.04", "1.05", "2.01", "2.02", "2.03")

ROLES = {
    "1": "funding",
    "2": "accountable",
    "3": "extending",
    "4": "implementing",
    "funding": "funding",
    "accountable": "accountable",
    "extending": "extending",
    "implementing": "implementing",
}

STATUSES = {
    "1": "proposed",
    "2": "active",
    "3": "completed",
    "4": "completed",
    "5": "cancelled",
    "6": "suspended",
    "pipeline/identification": "proposed",
    "pipeline": "proposed",
    "implementation": "active",
    "completion": "completed",
    "finalisation": "completed",
    "post-completion": "completed",
    "closed": "completed",
    "cancelled": "cancelled",
    "suspended": "suspended",
}

# (which end of the activity, whether it has happened)
DATES = {
    "1": ("start", False),
    "2": ("start", True),
    "3": ("end", False),
    "4": ("end", True),
    "start-planned": ("start", False),
    "start-actual": ("start", True),
    "end-planned": ("end", False),
    "end-actual": ("end", True),
}

# Money that comes in from a funder, and money that the activity passes on or spends.
INCOMING = {"11": "committed", "1": "disbursed", "IF": "disbursed"}
OUTGOING = {
    "2": "committed",
    "3": "disbursed",
    "4": "executed",
    "C": "committed",
    "D": "disbursed",
    "E": "executed",
}

DAC_VOCABULARIES = {"1", "2", "DAC", "DAC-3", ""}

# Kind of organisation: (kind of agency, kind if it belongs to the country of the mission)
ORGANISATIONS: dict[str, tuple[str | None, str | None]] = {
    "10": ("bilateral_agency", "ministry_or_public_body"),
    "11": (None, "sub_national_authority"),
    "15": ("bilateral_agency", "ministry_or_public_body"),
    "21": ("ingo", "ingo"),
    "22": ("ingo", "national_ngo_or_civil_society"),
    "23": ("ingo", "ingo"),
    "24": ("national_ngo_or_civil_society", "national_ngo_or_civil_society"),
    "70": ("private_sector", "private_sector"),
    "71": ("private_sector", "private_sector"),
    "72": ("private_sector", "private_sector"),
    "73": ("private_sector", "private_sector"),
}
# Beginnings of identifiers of multilateral organisations (type 40) that the OECD DAC gives out.
MULTILATERAL = {
    "XM-DAC-41": "un_fund_or_programme",
    "XM-DAC-44": "multilateral_bank",
    "XM-DAC-46": "multilateral_bank",
    "XI-IATI-WHO": "un_fund_or_programme",
}
STATE_KINDS = frozenset({"10", "11", "15"})
