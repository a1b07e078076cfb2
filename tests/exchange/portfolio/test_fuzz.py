"""Whatever comes in gives records or one sentence; `bench.import_fuzz` asks the same 250,000 times."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bench import import_fuzz

SEEDS = st.integers(min_value=0, max_value=2**32)


@settings(max_examples=150)
@given(seed=SEEDS)
def test_a_built_file_is_read_or_refused(seed):
    found = import_fuzz.run(import_fuzz.structured(seed, 1))
    assert found["taken"] + found["refused"] == 1, found
    assert found["refused with other than one sentence"] == found["slow"] == 0


@settings(max_examples=400)
@given(seed=SEEDS)
def test_a_changed_file_is_read_or_refused(seed):
    found = import_fuzz.run(import_fuzz.raw(seed, 1))
    assert found["taken"] + found["refused"] == 1, found
    assert found["refused with other than one sentence"] == found["slow"] == 0


def test_the_builders_make_files_that_say_something():
    """Most built files are taken, so that what is behind the first check is met too."""
    found = import_fuzz.run(import_fuzz.structured(1, 60))
    assert found["taken"] > found["refused"]
    assert found["records"] > 60
