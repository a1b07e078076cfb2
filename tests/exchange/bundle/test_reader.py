"""From bytes to a document: what is refused before anybody looks at the content."""

import json
import unicodedata

import pytest

from apps.exchange.bundle import BundleRefused, check, read

from .examples import KARO, activity, agency, document, found, karo


def refused(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(BundleRefused) as raised:
        read(data)
    return [(fault.pointer, fault.code.value) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        pytest.param(b'\xef\xbb\xbf{"version":1}', [("", "not_utf8")], id="byte order mark"),
        pytest.param('{"version":1}'.encode("utf-16"), [("", "not_utf8")], id="UTF-16"),
        pytest.param(b'{"a":"\xe9"}', [("", "not_utf8")], id="Latin-1"),
        pytest.param(b'{"a":"\xed\xa0\x80"}', [("", "not_utf8")], id="surrogate in UTF-8"),
        pytest.param(b"", [("", "not_json")], id="empty"),
        pytest.param(b'{"version":1', [("", "not_json")], id="cut off"),
        pytest.param(b'{"version":1} x', [("", "not_json")], id="text after the end"),
        pytest.param(b"{'version':1}", [("", "not_json")], id="single quotes"),
        pytest.param(b'{"a":"\x01"}', [("", "not_json")], id="control character"),
        pytest.param(b'{"a":01}', [("", "not_json")], id="leading zero"),
        pytest.param(
            b'{"b":[NaN,{"c":-Infinity}],"a":Infinity}',
            [("/a", "not_json"), ("/b/0", "not_json"), ("/b/1/c", "not_json")],
            id="NaN and Infinity",
        ),
        pytest.param(
            b'{"version":1,"version":1,"a":[{"x":1,"x":2,"x":3,"y~/":0,"y~/":0}]}',
            [("/a/0/x", "not_json"), ("/a/0/y~0~1", "not_json"), ("/version", "not_json")],
            id="member names twice",
        ),
        pytest.param(b"[" * 100_000, [("", "not_json")], id="nesting without end"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, [("", "not_json")], id="deep nesting"),
        pytest.param(b"[" * 500 + b"NaN" + b"]" * 500, [("", "not_json")], id="NaN far down"),
        pytest.param(b'{"version":' + b"9" * 5000 + b"}", [("", "not_json")], id="absurd number"),
        pytest.param(b"[]", [("", "wrong_type")], id="a list"),
        pytest.param(b'"bundle"', [("", "wrong_type")], id="a text"),
        pytest.param(b"null", [("", "wrong_type")], id="null"),
        pytest.param(
            b'{"version":2,"format":"other","x":1}', [("/version", "unsupported_version")], id="version 2"
        ),
        pytest.param(b'{"version":1.5}', [("/version", "unsupported_version")], id="version 1.5"),
        pytest.param(b'{"version":1e999}', [("/version", "unsupported_version")], id="version infinite"),
    ],
)
def test_refused_at_the_door(data: bytes, faults: list[tuple[str, str]]) -> None:
    assert refused(data) == faults


def test_an_empty_file_is_called_empty() -> None:
    for data in (b"", b" \n"):
        with pytest.raises(BundleRefused) as refusal:
            read(data)
        assert [fault.message for fault in refusal.value.faults] == ["The file is empty."]


def test_karo_is_read_and_has_no_fault() -> None:
    assert read(KARO.read_bytes()) == karo()
    assert check(karo()) == []


def test_a_version_that_is_no_number_is_a_fault_of_shape() -> None:
    assert found(document() | {"version": "1"}) == [("/version", "wrong_type")]
    assert found(document() | {"version": True}) == [("/version", "wrong_type")]
    assert found(document() | {"version": 1.0}) == []
    assert found({"version": 2, "x": 1}) == [("/version", "unsupported_version")]


def test_texts_are_composed_but_source_records_stay_as_received() -> None:
    decomposed = unicodedata.normalize("NFD", "Réseau")
    text = (
        '{"version": 1, "agencies": [{"key": "Réseau", "other_names": ["Réseau", 1, null]}],'
        ' "source_records": [{"key": "Réseau", "content": {"Réseau": "Réseau"}}, "Réseau"]}'
    )
    assert read(unicodedata.normalize("NFD", text).encode()) == {
        "version": 1,
        "agencies": [{"key": "Réseau", "other_names": ["Réseau", 1, None]}],
        "source_records": [{"key": "Réseau", "content": {decomposed: decomposed}}, "Réseau"],
    }


def test_texts_written_with_escapes_are_composed_too() -> None:
    assert read(b'{"version": 1, "remarks": "Re\\u0301seau"}') == {"version": 1, "remarks": "Réseau"}


def test_keys_that_differ_in_composition_only_are_the_same_key() -> None:
    composed = document(objectives=[{"key": "é"}, {"key": "e\u0301"}])
    data = json.dumps(composed, ensure_ascii=False).encode()
    assert found(read(data)) == [("/objectives/1/key", "duplicate_key")]


def test_faults_come_in_the_order_of_rows_and_none_hides_another() -> None:
    activities = [activity(f"X{number}") for number in range(11)]
    activities[10] = activity("X1", lead="B", colour="red", start="2025-02-30")
    activities[2]["status"] = "actve"
    broken = document(agencies=[agency()], activities=activities, objectives=[{}, 5])
    assert found(broken) == [
        ("/activities/2/status", "bad_value"),
        ("/activities/10/colour", "unknown_field"),
        ("/activities/10/key", "duplicate_key"),
        ("/activities/10/lead", "unknown_reference"),
        ("/activities/10/start", "bad_date"),
        ("/objectives/0", "missing_field"),
        ("/objectives/1", "wrong_type"),
    ]


def test_the_refusal_says_everything() -> None:
    with pytest.raises(BundleRefused) as raised:
        read(b'{"version":3}')
    assert str(raised.value) == (
        "/version unsupported_version: Version 3 of the format is not known; this program reads version 1."
    )
    assert raised.value.faults[0].as_dict() == {
        "pointer": "/version",
        "code": "unsupported_version",
        "message": "Version 3 of the format is not known; this program reads version 1.",
    }
