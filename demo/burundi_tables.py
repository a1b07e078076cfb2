"""Hand-made tables behind burundi.bundle.json: sectors, priority areas, provinces, duplicates.

README.md publishes the sector tables and the reasons; keep the two in step.
"""

# code: (title, pillar, core dimension); titles and dimensions are ours, the areas are the framework's.
OBJECTIVES: dict[str, tuple[str, str, str]] = {
    "O1": ("Good governance", "Priority areas", "political"),
    "O2": ("Ceasefire agreement between the Government and PALIPEHUTU-FNL", "Priority areas", "political"),
    "O3": ("Security sector", "Priority areas", "security"),
    "O4": ("Justice, human rights and an end to impunity", "Priority areas", "rule_of_law"),
    "O5": ("Land and socio-economic recovery", "Priority areas", "development"),
    "O6": ("Mobilising and coordinating international assistance", "Priority areas", "development"),
    "O7": ("Subregional dimension", "Cross-cutting dimensions", "political"),
    "O8": ("Gender dimension", "Cross-cutting dimensions", "human_rights"),
}

# purpose code of the database: (words, core dimension, objective or None)
SECTORS: dict[str, tuple[str, str, str | None]] = {
    "15105": ("government and civil society, unspecified", "political", "O1"),
    "15110": ("economic and development policy and planning", "development", "O1"),
    "15120": ("public financial management", "development", "O1"),
    "15130": ("legal and judicial development", "rule_of_law", "O4"),
    "15140": ("government administration", "political", "O1"),
    "15150": ("strengthening civil society", "political", "O1"),
    "15205": ("conflict, peace and security, unspecified", "security", None),
    "15210": ("security system management and reform", "security", "O3"),
    "15220": ("civilian peacebuilding and conflict resolution", "political", None),
    "15230": ("post-conflict peacebuilding (UN)", "political", None),
    "15240": ("reintegration and control of small arms", "security", "O3"),
    "15261": ("child soldiers", "security", None),
    "72000": ("emergency response", "humanitarian", None),
    "72010": ("material relief and services", "humanitarian", None),
    "72040": ("emergency food aid", "humanitarian", None),
    "73010": ("reconstruction relief and recovery", "development", "O5"),
    "74010": ("disaster prevention and preparedness", "humanitarian", None),
}

# name in the map file: (ISO 3166-2 code, name in the location file)
PROVINCES: dict[str, tuple[str, str]] = {
    "Bubanza": ("BI-BB", "Bubanza Province"),
    "Bujumbura Mairie": ("BI-BM", "Bujumbura Mairie Province"),
    "Bujumbura Rural": ("BI-BL", "Bujumbura Rural Province"),
    "Bururi": ("BI-BR", "Bururi Province"),
    "Cankuzo": ("BI-CA", "Cankuzo Province"),
    "Cibitoke": ("BI-CI", "Cibitoke Province"),
    "Gitega": ("BI-GI", "Gitega Province"),
    "Karuzi": ("BI-KR", "Karuzi Province"),
    "Kayanza": ("BI-KY", "Kayanza Province"),
    "Kirundo": ("BI-KI", "Kirundo Province"),
    "Makamba": ("BI-MA", "Makamba Province"),
    "Muramvya": ("BI-MU", "Muramvya Province"),
    "Muyinga": ("BI-MY", "Muyinga Province"),
    "Mwaro": ("BI-MW", "Province de Mwaro"),
    "Ngozi": ("BI-NG", "Ngozi Province"),
    "Rutana": ("BI-RT", "Rutana Province"),
    "Ruyigi": ("BI-RY", "Ruyigi Province"),
}

# database id of the duplicate: database id of the project it repeats
DUPLICATES = {"BDI/000719": "BDI/000281"}
# the format requires a status and the source gives none
LEFT_OUT = {"BDI/000066"}

# indicator name in the file: (key, title)
GOVERNANCE: dict[str, tuple[str, str]] = {
    "VoiceandAccountability": ("WGI-VA", "Voice and accountability"),
    "PoliticalStability": ("WGI-PV", "Political stability and absence of violence"),
    "GovernmentEffectiveness": ("WGI-GE", "Government effectiveness"),
    "RegulatoryQuality": ("WGI-RQ", "Regulatory quality"),
    "RuleofLaw": ("WGI-RL", "Rule of law"),
    "ControlofCorruption": ("WGI-CC", "Control of corruption"),
}


def markdown() -> str:
    """Returns the sector table of README.md."""
    lines = ["| purpose | words | dimension | priority area |", "|---|---|---|---|"]
    for code, (words, dimension, objective) in SECTORS.items():
        area = f"{objective.removeprefix('O')} {OBJECTIVES[objective][0]}" if objective else "none"
        lines.append(f"| {code} | {words} | {dimension.replace('_', ' ')} | {area} |")
    return "\n".join(lines)
