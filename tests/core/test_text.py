import pytest

from apps.core.text import fold, searchable


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("RÉCONCILIATION", "reconciliation"),
        ("Größe", "grosse"),
        ("İstanbul", "istanbul"),
        ("ﬁnance", "finance"),
        ("المُصالحة", "المصالحة"),
        ("Đà Nẵng", "đa nang"),
        ("平和", "平和"),
        ("", ""),
    ],
)
def test_fold_takes_case_and_accents_away(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


def test_searchable_puts_each_text_on_a_line_and_leaves_missing_ones_out():
    assert searchable("Côte", None, "X-1") == "cote\nx-1"
    assert searchable(None) == ""
