from apps.core.figures import Flow, flow
from tests.core.figures.parse import drawn, texts

NAMES = {"f1": "PBF", "f2": "<IDA>", "f3": "Third", "a1": "UNDP", "o1": "Justice", "o2": "Security"}
FLOWS = [
    Flow(("f1", "a1", "o1"), 60.0),
    Flow(("f2", "a1", "o1"), 30.0),
    Flow(("f3", "a1", "o2"), 10.0),
    Flow(("f3", "a1", "o1"), 0.0),
]


def figure(flows=FLOWS, **more):
    given = {"most": 5, "others": "All others", "hrefs": {"f1": "/x/"}, "empty": "None."} | more
    return flow(
        prefix="f",
        title="Flow",
        desc="Flow",
        heads=("Funder", "Agency", "Objective"),
        names=NAMES,
        flows=flows,
        **given,
    )


def test_bars_and_ribbons_are_as_tall_as_their_amounts():
    svg = figure().svg
    heights = [float(one["height"]) for one in drawn(svg, "rect", "bar")]
    assert heights == [156, 78, 26, 260, 234, 26]
    assert len(drawn(svg, "path", "ribbon")) == 5
    assert texts(svg)[:2] == ["Funder", "PBF 60"]


def test_the_table_has_every_flow_the_largest_first():
    assert figure().table.rows == (
        ("PBF", "UNDP", "Justice", 60.0),
        ("<IDA>", "UNDP", "Justice", 30.0),
        ("Third", "UNDP", "Security", 10.0),
        ("Third", "UNDP", "Justice", 0.0),
    )


def test_small_ones_are_drawn_together_and_one_left_over_as_itself():
    assert "All others 40" in texts(figure(most=1).svg)
    assert "All others 40" not in texts(figure(most=2).svg)


def test_nothing_says_so():
    assert texts(figure(flows=[]).svg) == ["None."]
    assert texts(figure(flows=FLOWS[3:]).svg) == ["None."]
