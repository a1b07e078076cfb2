import logging

import pytest

from apps.core.cache import SharedCache

pytestmark = pytest.mark.django_db
NOWHERE = "redis://127.0.0.1:1/0"


def cache(address: str) -> SharedCache:
    return SharedCache(address, {"OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1}})


@pytest.fixture(params=["redis", "away"])
def shared(request) -> SharedCache:
    if request.param == "away":
        found = cache(NOWHERE)
        found.stand_in.clear()
        return found
    return cache(request.getfixturevalue("redis_url"))


@pytest.mark.broker
def test_it_does_what_a_cache_does_with_redis_and_without(shared):
    assert shared.get("missing") is None
    assert shared.add("count", 1)
    assert not shared.add("count", 5)
    assert shared.incr("count") == 2
    assert "count" in shared
    shared.set_many({"one": 1, "two": 2})
    assert shared.get_many(["one", "two", "three"]) == {"one": 1, "two": 2}
    shared.delete("one")
    shared.delete_many(["two"])
    assert shared.touch("count")
    assert shared.get_or_set("count", 9) == 2
    shared.clear()
    assert shared.get("count") is None


def test_it_says_once_that_redis_is_away_and_leaves_it_alone_for_a_while(caplog):
    away = cache(NOWHERE)
    with caplog.at_level(logging.WARNING):
        for _try in range(5):
            away.get("anything")
    assert len(caplog.records) == 1


def test_what_the_programmer_did_wrong_is_not_hidden():
    away = cache(NOWHERE)
    away.stand_in.clear()
    with pytest.raises(ValueError, match="not found"):
        away.incr("never-set")


@pytest.mark.broker
def test_it_comes_back_to_redis(redis_url):
    found = cache(redis_url)
    found.set("kept", "in redis")
    found.rests_until = float("inf")
    assert found.get("kept") is None
    found.rests_until = 0.0
    assert found.get("kept") == "in redis"
