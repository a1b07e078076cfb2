"""The draw of a random audit: documented sizes, same chance for all, the same draw from the same seed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.alignment.sampling import draw, sample_size


@pytest.mark.parametrize(
    ("population", "size"),
    [(0, 0), (1, 1), (50, 34), (100, 50), (200, 66), (500, 81), (1000, 88), (4000, 94), (20000, 96)],
)
def test_sizes_for_ten_points_are_those_of_the_method(population, size):
    assert sample_size(population) == size


def test_a_smaller_margin_asks_more():
    assert sample_size(4000, 0.05) == 351
    assert sample_size(20, 0.01) == 20
    for population, margin in ((-1, 0.1), (10, 0), (10, 1)):
        with pytest.raises(ValueError, match="no sample"):
            sample_size(population, margin)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_larger_population_never_needs_fewer(one, other):
    low, high = sorted((one, other))
    assert sample_size(low) <= sample_size(high) <= high


@given(st.sets(st.text(max_size=4), max_size=30), st.integers(0, 2**31), st.data())
def test_the_draw_is_a_part_of_the_population_and_repeats(keys, seed, data):
    size = data.draw(st.integers(0, len(keys)))
    drawn = draw(keys, size, seed)
    assert len(set(drawn)) == len(drawn) == size
    assert set(drawn) <= keys
    assert draw(sorted(keys, reverse=True), size, seed) == drawn
    if size < len(keys):
        assert set(drawn) <= set(draw(keys, size + 1, seed))


def test_more_than_there_are_cannot_be_drawn():
    with pytest.raises(ValueError, match="more to draw"):
        draw(["a"], 2, 1)


def test_everybody_has_the_same_chance():
    keys = [f"X{n}" for n in range(20)]
    times = Counter(key for seed in range(2000) for key in draw(keys, 5, seed))
    # 500 expected, standard deviation 19.4: five of them either way
    assert all(400 < times[key] < 600 for key in keys)
