"""The draft beside its translation into one language, part by part, and the form of one part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.benchmarks.drafting.parts import Document, document_of
from apps.benchmarks.drafting.translating import WORDS, save_translation, translation_of
from apps.core.editing.conflicts import Piece
from apps.core.editing.views import answer, done, edits, saved
from apps.frameworks.enums import TranslationOrigin
from apps.frameworks.models import ObjectiveText
from apps.portal.drafting.choices import Draft
from apps.portal.drafting.forms.words import LABELS, WordsForm, changes_of, is_prose
from apps.portal.drafting.kinds import KINDS, Kind
from apps.portal.drafting.views import draft_of, kind_named, row_of, taken_out
from apps.portal.views.recording import signed_in


@dataclass(frozen=True, slots=True)
class Word:
    """One text of a part, and the same in the other language; None where it is not translated."""

    label: Any
    original: Any
    translated: Any
    prose: bool

    @property
    def listed(self) -> bool:
        return isinstance(self.original, list)


@dataclass(frozen=True, slots=True)
class Line:
    """A part beside its translation; `changes`: texts of the original, each with what of it is new since;
    `removes`: that of an objective, which is a row of its own."""

    kind: Kind
    row: Any
    anchor: str
    title: str
    words: Sequence[Word]
    origin: str | None
    done: bool
    address: str
    changes: Sequence[Sequence[Piece]] = ()
    removes: Any = None

    @property
    def origin_word(self) -> str:
        return str(TranslationOrigin(self.origin).label) if self.origin else ""


@require_safe
@login_required
def translations(request: HttpRequest, code: str) -> HttpResponse:
    """Every part of the draft beside its translation into one language, with who translated."""
    here = draft_of(request, code)
    offered = _offered(here)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(offered) else next((one[0] for one in offered), "")
    lines = [
        _line(here, kind, row, language) for kind, row in _parts(document_of(here.version, here.dimensions))
    ]
    lines = [line for line in lines if line.words]
    return render(
        request,
        "portal/drafting/translations.html",
        {
            "mission": here.mission,
            "version": here.version,
            "lines": lines,
            "languages": offered,
            "language": language,
            "done": sum(line.done for line in lines),
            "outdated": sum(bool(line.changes) for line in lines),
            "checked": sum(line.origin == TranslationOrigin.CHECKED for line in lines),
            "taken_out": taken_out(request, here),
        },
    )


def _offered(here: Draft) -> list[tuple[str, str]]:
    return [one for one in here.languages if one[0] != here.version.language]


def _parts(document: Document) -> Iterator[tuple[str, Any]]:
    """Each part with words, with its kind, in the order of the document."""
    yield "vision", document.version
    yield from (("factor", one.factor) for one in document.factors)
    for part in document.objectives:
        yield "objective", part.text
        for benchmark in part.benchmarks:
            yield "benchmark", benchmark.text
            yield from (("indicator", one) for one in benchmark.indicators)
    yield from (("assumption", one.assumption) for one in document.assumptions)
    yield from (("gate", one.gate) for one in document.gates)
    yield from (("section", one) for one in document.sections)


def _line(here: Draft, name: str, row: Any, language: str) -> Line:
    kind, found = KINDS[name], translation_of(row, language)
    own = None
    if isinstance(row, ObjectiveText):
        own = next((one for one in row.translations.all() if one.language == language), None)
        asked = urlencode({"under": row.uuid, "language": language})
        address = f"{_to('portal:draft_add', here, kind='translation')}?{asked}"
        if own is not None:
            address = _to("portal:draft_part", here, kind="translation", row=own.pk)
    else:
        address = _to("portal:translate_part", here, language=language, kind=name, row=kind.named(row))
    return Line(
        kind=kind,
        row=row,
        anchor=kind.anchor(row) if own is None else f"translation-{own.pk}",
        title=kind.title(row),
        words=_words(row, found or {}),
        origin=(found or {}).get("origin"),
        done=found is not None,
        address=address,
        changes=list(changes_of(row, found).values()),
        removes=own,
    )


def _words(row: Any, found: Any) -> list[Word]:
    return [
        Word(
            LABELS[name],
            getattr(row, name),
            found.get(name),
            is_prose(row, name),
        )
        for name in WORDS[type(row)]
        if getattr(row, name)
    ]


def _to(name: str, here: Draft, **parts: Any) -> str:
    return reverse(name, kwargs={"code": here.mission.code, **parts})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits()
def translate_part(request: HttpRequest, code: str, language: str, kind: str, row: str) -> HttpResponse:
    """One part in one language; an objective is translated in its own form."""
    here, found = draft_of(request, code), kind_named(kind)
    if found.form.Meta.model not in WORDS or kind == "objective":  # type: ignore[attr-defined]
        raise Http404
    stored = row_of(found, here, row)
    if language not in dict(_offered(here)):
        raise Http404
    form = WordsForm(request.POST or None, row=stored, language=language)

    def save() -> None:
        given = form.cleaned_data
        save_translation(
            by=signed_in(request),
            version=here.version,
            row=stored,
            language=language,
            words=given,
            origin=given["origin"],
        )

    back = f"{_to('portal:translations', here)}?language={language}#{found.anchor(stored)}"
    if saved(form, save):
        return done(request, back)
    context = {
        "mission": here.mission,
        "form": form,
        "kind": found,
        "words": _words(stored, {}),
        "changes": list(changes_of(stored, translation_of(stored, language)).values()),
        "original": getattr(stored, "language", None) or here.version.language,
        "name": dict(_offered(here))[language],
        "back": back,
    }
    return answer(request, "portal/drafting/translate.html", context)
