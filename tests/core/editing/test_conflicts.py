"""How two texts differ, in words."""

import pytest

from apps.core.editing.conflicts import AROUND, MOST_WORDS, marked


def shown(before, after):
    return [(piece.kind, piece.text.strip()) for piece in marked(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("Courts open", "Courts open", [("same", "Courts open")]),
        ("Courts open", "Courts stay open", [("same", "Courts"), ("new", "stay"), ("same", "open")]),
        ("Courts open soon", "Courts open", [("same", "Courts open"), ("gone", "soon")]),
        ("Courts open", "Schools open", [("gone", "Courts"), ("new", "Schools"), ("same", "open")]),
        (None, "New", [("same", "New")]),
        ("Old", None, []),
        ("السلام الآن", "السلام غدا", [("same", "السلام"), ("gone", "الآن"), ("new", "غدا")]),
    ],
)
def test_words_that_are_new_and_gone_are_marked(before, after, pieces):
    assert shown(before, after) == pieces


def test_a_long_run_without_change_is_cut():
    words = [f"w{place}" for place in range(200)]
    first, _new, last = shown(" ".join(words), " ".join([*words[:100], "here", *words[100:]]))
    assert first[1].split() == ["…", *words[100 - AROUND : 100]]
    assert last[1].split() == [*words[100 : 100 + AROUND], "…"]


def test_a_text_too_long_to_compare_is_shown_as_it_is():
    long = "word " * MOST_WORDS
    assert shown(long, long + "more") == [("same", (long + "more").strip())]


def test_lines_stay_lines():
    assert "".join(piece.text for piece in marked("a\nb", "a\nb c")) == "a\nb c"
