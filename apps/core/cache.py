"""The shared cache, and what stands in for it while Redis is away."""

import functools
import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache

CACHE_TABLE = "nexusplan_cache"
REST_SECONDS = 10.0
log = logging.getLogger(__name__)


def _or_table(name: str) -> Callable[..., Any]:
    shared: Callable[..., Any] = getattr(RedisCache, name)
    table: Callable[..., Any] = getattr(DatabaseCache, name)

    @functools.wraps(shared)
    def method(self: "SharedCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.rests_until:
            try:
                return shared(self, *args, **kwargs)
            except redis.RedisError as error:
                self.rests_until = time.monotonic() + REST_SECONDS
                log.warning("Redis does not answer, the database counts: %s", error)
        return table(self.stand_in, *args, **kwargs)

    return method


class SharedCache(RedisCache):
    """Redis; while it does not answer, a table of the database.

    Failed sign-ins are then counted anew, but still for all processes together. After a failure Redis is
    left alone for ten seconds, so that a host that swallows packets does not slow down every request.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.stand_in = DatabaseCache(CACHE_TABLE, {})
        self.rests_until = 0.0

    add = _or_table("add")
    clear = _or_table("clear")
    delete = _or_table("delete")
    delete_many = _or_table("delete_many")
    get = _or_table("get")
    get_many = _or_table("get_many")
    has_key = _or_table("has_key")
    incr = _or_table("incr")
    set = _or_table("set")
    set_many = _or_table("set_many")
    touch = _or_table("touch")
