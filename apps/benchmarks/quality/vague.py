"""Wordings that are true of nearly anything, in the languages of the program. Pure."""

import re

from apps.core.text import fold

# Searched in folded text: lower case, without accents. Those of Arabic stand as they are written.
ALWAYS = {
    "en": (
        r"progress(?: (?:is|has been|was))?(?: made)? (?:in|on|toward|towards|with)\b",
        r"(?:steps|measures|efforts) (?:are |have been |were )?(?:taken|made|undertaken)\b",
        r"contributes? to\b",
        r"continues? to (?:improve|make progress|support)\b",
    ),
    "fr": (
        r"(?:des )?(?:progres|avancees)(?: (?:sont|ont ete))?(?: (?:realis|accompli|fait)\w*)? (?:dans|en)\b",
        r"(?:des )?(?:mesures|efforts)(?: (?:sont|ont ete))? (?:prises|entrepris|deployes|faits)\b",
        r"contribue(?:r|nt)? a\b",
    ),
    "es": (
        r"(?:progresos?|avances?)(?: (?:logrados?|realizados?|alcanzados?))? (?:en|hacia|sobre)\b",
        r"se (?:avanza|progresa|han? (?:avanzado|progresado)) (?:en|hacia)\b",
        r"(?:medidas|esfuerzos)(?: (?:han sido|se han))? (?:tomad[ao]s|realizad[ao]s|hechos)\b",
        r"se han (?:tomado|realizado|hecho) (?:medidas|esfuerzos)\b",
        r"contribuye(?:r|n)? a\b",
    ),
    "ar": (
        "(?:احراز|تحقيق|تم احراز) (?:ال)?تقدم",
        "(?:ال)?مساهمه في",
        "(?:بذل|اتخاذ) (?:ال)?(?:جهود|خطوات|تدابير)",
    ),
}
# Weak verbs: vague only where the statement begins with one or ends a clause with it, and names no number.
WEAK = {
    "en": r"improv\w+|strengthen\w*|enhanc\w+|promot\w+|support\w*|facilitat\w+|reinforc\w+",
    "fr": r"amelior\w+|renforc\w+|promouvoir|promotion|appuyer|appui|soutenir|faciliter",
    "es": r"mejor(?:a|ar|ad[ao]s?|amiento)|fortalec\w+|promov\w+|promocion|apoy\w+|facilitar|reforz\w+",
    "ar": "تعزيز|تحسين|دعم|تيسير",
}
_BE = {
    "en": r"(?:is|are|be|been|was|were)",
    "fr": r"(?:est|sont|ete|etre)",
    "es": r"(?:es|son|esta|estan|sido|ser)",
}
_MARKS = re.compile("[\u064b-\u0652\u0640]")


def vague_phrase(statement: str, language: str | None = None) -> str | None:
    """The vague wording in a statement, as it stands there folded; None where it says something.

    Only the language it is written in counts, if the program knows that language; else all of them do. A
    weak verb beside a number is not vague: the number says what will be there.
    """
    text = " ".join(_MARKS.sub("", fold(statement)).replace("ة", "ه").split())
    own = (language or "").partition("-")[0]
    languages = [own] if own in ALWAYS else list(ALWAYS)
    for name in languages:
        for pattern in ALWAYS[name]:
            found = re.search(rf"\b{pattern}", text)
            if found:
                return found.group()
    if any(sign.isdigit() for sign in text):
        return None
    for name in languages:
        found = re.match(rf"(?:{WEAK[name]})\b", text)
        if found is None and name in _BE:
            found = re.search(rf"\b{_BE[name]} (?:{WEAK[name]})[.;,]?$", text)
        if found:
            return found.group().rstrip(".;,")
    return None
