import math

from apps.core.figures import Edge, Node, Table, network
from apps.core.figures.network import MIDDLE, RINGS, WIDTH, places
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}
CORE = [Node("A", "A", "circle", 0, href="/a/"), Node("B", "B", "square", 0), Node("C", "C", "circle", 0)]
OTHERS = [Node("D", "D", "diamond", 1, marked=True), Node("E", "E", "circle", 2)]
TIES = [
    Edge("A", "B", "tie"),
    Edge("B", "C", "tie"),
    Edge("C", "D", "tie"),
    Edge("D", "E", "?", unknown=True),
]


def far(at):
    return math.dist(at, (WIDTH / 2, MIDDLE))


def test_the_core_stands_in_the_middle_and_the_others_around_it():
    at = places([*CORE, *OTHERS], TIES)
    assert [round(far(at[key]), 6) for key in "ABCDE"] == [RINGS[0]] * 3 + [RINGS[1], RINGS[2]]


def test_the_same_network_is_always_drawn_alike():
    assert network(**WORDS, nodes=[*CORE, *OTHERS], edges=TIES) == network(
        **WORDS, nodes=[*CORE, *OTHERS], edges=list(reversed(TIES))[::-1]
    )


def test_a_core_of_one_is_the_middle_and_one_ring_alone_takes_its_room():
    assert far(places([CORE[0], *OTHERS], [])["A"]) == 0
    crowd = [Node(str(number), str(number), "circle", 0) for number in range(16)]
    assert round(far(places(crowd, [])["0"]), 6) == RINGS[2]


def test_shapes_ties_and_the_table_say_the_same():
    figure = network(**WORDS, nodes=[*CORE, *OTHERS], edges=TIES, legend=[("square", "In"), ("tie", "Tied")])
    assert len(drawn(figure.svg, "path", "tie")) == len(TIES) + 1  # and one in the legend
    assert len(drawn(figure.svg, "path", "unknown")) == 1
    assert len(drawn(figure.svg, "circle", "node")) == 3
    assert len(drawn(figure.svg, "path", "marked")) == 1
    assert figure.table == Table(
        ("One", "Other", "Kind"), (("A", "B", "tie"), ("B", "C", "tie"), ("C", "D", "tie"), ("D", "E", "?"))
    )
    assert texts(figure.svg) == ["A", "B", "C", "D", "E", "In", "Tied"]
    assert 'href="/a/"' in figure.svg


def test_names_are_cut_where_nodes_stand_close_and_said_in_full():
    crowd = [Node(str(number), f"Ministry number {number}", "circle", 0) for number in range(16)]
    svg = network(**WORDS, nodes=crowd, edges=[]).svg
    assert all(text.endswith("…") for text in texts(svg))
    assert "Ministry number 7" in svg


def test_a_long_legend_breaks_into_lines():
    words = "a rather long word for a line of a legend"
    one = network(**WORDS, nodes=CORE, edges=[], legend=[("tie", words)]).svg
    two = network(**WORDS, nodes=CORE, edges=[], legend=[("tie", words), ("circle", words)]).svg
    assert 'viewBox="0 0 480 46' in one or one != two


def test_nobody_to_draw():
    figure = network(**WORDS, nodes=[], edges=[], empty="Nobody")
    assert texts(figure.svg) == ["Nobody"]
    assert figure.table.rows == ()
