"""Wordings that say nothing, in four languages, beside wordings that say something."""

import pytest

from apps.benchmarks.quality.vague import vague_phrase


@pytest.mark.parametrize(
    ("statement", "language"),
    [
        ("Progress made in the reform of the courts", "en"),
        ("Progress towards reconciliation", "en"),
        ("Efforts have been made to register voters", "en"),
        ("Improved access to justice", "en"),
        ("Dialogue between the parties is strengthened.", "en"),
        ("Des progrès ont été réalisés dans la réforme", "fr"),
        ("Progrès accomplis en matière de justice", "fr"),
        ("Renforcement de l’État de droit", "fr"),
        ("L’accès à la justice est amélioré", "fr"),
        ("Avances logrados en la reforma", "es"),
        ("Se han realizado esfuerzos", "es"),
        ("Fortalecimiento de las instituciones", "es"),
        ("إحراز التقدم في إصلاح القضاء", "ar"),
        ("تعزيز سيادة القانون", "ar"),
    ],
)
def test_what_says_nothing_is_found_with_and_without_its_language(statement, language):
    assert vague_phrase(statement, language)
    assert vague_phrase(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "Courts sit in every province.",
        "Improved access to justice: 40 courts in session",
        "The Council has adopted the law on the police",
        "A law that improves access to justice is in force",
        "Les tribunaux siègent dans chaque province.",
        "Los tribunales sesionan en cada provincia.",
        "تعقد المحاكم جلساتها في كل محافظة",
    ],
)
def test_what_says_something_is_left_alone(statement):
    assert vague_phrase(statement) is None


def test_only_the_language_of_the_statement_counts():
    assert vague_phrase("Mejora el acceso a la justicia", "es-CO") == "mejora"
    assert vague_phrase("Mejora el acceso a la justicia", "en") is None


def test_an_unknown_language_is_held_against_all():
    assert vague_phrase("Improved access to justice", "rn") == "improved"
