"""Two documents against each other: what is paired, what is said to differ, and that nothing gets lost."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.benchmarks.drafting.comparing import (
    AFTER_ADOPTION,
    IDENTITIES,
    TRACKED_AT_MOST,
    Change,
    Mark,
    compare,
    tracked,
)

LISTS = {name: [] for name in IDENTITIES if name != "sections"} | {"benchmarks": []}


def document(**more: Any) -> dict[str, Any]:
    version = {"key": "V1", "number": 1, "vision": "Peace"} | more.pop("version", {})
    return copy.deepcopy({"framework_version": version} | LISTS | more)


def objective(name: str, **more: Any) -> dict[str, Any]:
    return {"key": f"V-{name}", "objective": name, "framework_version": "V1", "title": "Courts sit"} | more


def test_rows_are_paired_by_what_lives_on_not_by_key_or_place():
    before = document(objective_texts=[objective("O1", position=1), objective("O2", position=2)])
    after = document(
        objective_texts=[
            objective("O2", key="W-O2", framework_version="V2", position=1),
            objective("O1", key="W-O1", framework_version="V2", position=2, title="Courts sit daily"),
        ]
    )
    found = compare(before, after)
    (row,) = found.rows["objective_texts"]
    assert (row.identity, row.change, found.same["objective_texts"]) == ("O1", Change.CHANGED, 1)
    (field,) = row.fields
    assert (field.name, field.before, field.after) == ("title", "Courts sit", "Courts sit daily")


def test_added_and_withdrawn_rows_are_said_with_their_fields():
    found = compare(
        document(objective_texts=[objective("O1")]), document(objective_texts=[objective("O2", priority=0)])
    )
    added, gone = found.rows["objective_texts"]
    assert (added.identity, added.change, added.before) == ("O2", Change.ADDED, None)
    assert (gone.identity, gone.change, gone.after) == ("O1", Change.REMOVED, None)
    assert [(one.name, one.before, one.after) for one in added.fields if one.name == "priority"] == [
        ("priority", None, 0)
    ]


def test_a_list_that_is_empty_differs_from_one_that_nobody_gave():
    found = compare(
        document(objective_texts=[objective("O1")]),
        document(objective_texts=[objective("O1", lead_agencies=[])]),
    )
    assert [one.name for one in found.rows["objective_texts"][0].fields] == ["lead_agencies"]


def test_assumptions_of_one_tie_are_told_apart():
    tie = {"framework_version": "V1", "parent": "O1", "child": "O2"}
    one, two = tie | {"key": "A1", "text": "Judges are paid"}, tie | {"key": "A2", "text": "Roads hold"}
    new = tie | {"key": "B1", "text": "Judges are paid", "framework_version": "V2"}
    found = compare(document(assumptions=[one, two]), document(assumptions=[new]))
    assert [row.before["text"] for row in found.rows["assumptions"]] == ["Roads hold"]
    assert found.same["assumptions"] == 1


def test_vision_and_sections_are_compared_and_who_adopted_is_not():
    before = document(version={"sections": [{"key": "s", "title": "Context", "text": "Old"}]})
    after = document(
        version={
            "vision": "Peace by 2030",
            "adopted_by": "The committee",
            "sections": [{"key": "s", "title": "Context", "text": "New"}],
        }
    )
    found = compare(before, after)
    assert [one.name for one in found.texts] == ["vision"]
    assert [one.fields[0].name for one in found.rows["sections"]] == ["text"]


def test_what_changed_since_adoption_leaves_out_what_stands():
    before = document(indicators=[{"key": "I1", "title": "Courts", "target_number": 5}])
    after = document(
        indicators=[{"key": "I1", "title": "Courts", "target_number": 8}], version={"vision": "Another"}
    )
    found = compare(before, after, AFTER_ADOPTION)
    assert found.texts == ()
    assert [(one.name, one.before, one.after) for one in found.rows["indicators"][0].fields] == [
        ("target_number", 5, 8)
    ]


WORDS = st.text(alphabet="ab .,\nعé", max_size=40)


@given(WORDS, WORDS)
def test_a_tracked_text_holds_both_texts(before, after):
    pieces = tracked(before, after)
    assert "".join(text for mark, text in pieces if mark is not Mark.ADDED) == before
    assert "".join(text for mark, text in pieces if mark is not Mark.REMOVED) == after
    assert all(text for _mark, text in pieces)


@given(WORDS)
def test_a_text_against_itself_is_kept_whole(text):
    assert tracked(text, text) == ([(Mark.KEPT, text)] if text else [])


def test_words_are_replaced_as_one_passage():
    assert tracked("The old court sits.", "The new tribunal sits.") == [
        (Mark.KEPT, "The "),
        (Mark.REMOVED, "old court"),
        (Mark.ADDED, "new tribunal"),
        (Mark.KEPT, " sits."),
    ]


def test_very_long_texts_are_compared_line_by_line():
    words = " ".join("word" for _ in range(int(TRACKED_AT_MOST**0.5)))
    pieces = tracked(f"{words}\nsame\n", f"{words} more\nsame\n")
    assert [mark for mark, _text in pieces] == [Mark.REMOVED, Mark.ADDED, Mark.KEPT]


ROWS = st.lists(
    st.builds(
        objective,
        st.sampled_from(["O1", "O2", "O3"]),
        title=st.sampled_from(["A", "B"]),
        phases=st.sampled_from([None, ["exit"], []]),
    ),
    unique_by=lambda row: row["objective"],
)


@given(ROWS, ROWS, st.randoms())
def test_comparing_backwards_says_the_opposite_and_order_does_not_matter(old, new, random):
    before, after = document(objective_texts=old), document(objective_texts=new)
    there, back = compare(before, after), compare(after, before)
    opposite = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED, Change.CHANGED: Change.CHANGED}
    assert {(row.identity, opposite[row.change]) for row in there.rows["objective_texts"]} == {
        (row.identity, row.change) for row in back.rows["objective_texts"]
    }
    random.shuffle(after["objective_texts"])
    shuffled = compare(before, after)
    assert sorted(shuffled.rows["objective_texts"], key=repr) == sorted(
        there.rows["objective_texts"], key=repr
    )


@pytest.mark.parametrize("name", [name for name in IDENTITIES if name != "sections"])
def test_a_document_against_itself_does_not_differ(name):
    row = {
        "key": "K",
        "objective": "O",
        "benchmark": "B",
        "parent": "O",
        "child": "P",
        "text": "T",
        "title": "T",
    }
    same = document(**{name: [row]})
    assert not compare(same, same).differs
