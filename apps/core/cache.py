"""The shared cache, and what stands in for it while Redis is away."""

import functools
import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

REST_SECONDS = 10.0
log = logging.getLogger(__name__)


def _or_local(name: str) -> Callable[..., Any]:
    shared: Callable[..., Any] = getattr(RedisCache, name)
    local: Callable[..., Any] = getattr(LocMemCache, name)

    @functools.wraps(shared)
    def method(self: "SharedCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.rests_until:
            try:
                return shared(self, *args, **kwargs)
            except redis.RedisError as error:
                self.rests_until = time.monotonic() + REST_SECONDS
                log.warning("Redis does not answer, this process counts for itself: %s", error)
        return local(self.local, *args, **kwargs)

    return method


class SharedCache(RedisCache):
    """Redis; while it does not answer, the memory of this process.

    Failed sign-ins then count for each process apart: somewhat more tries than the limit, but neither no
    sign-in at all nor no limit at all. After a failure Redis is left alone for ten seconds, so that a host
    that swallows packets does not slow down every request.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.local = LocMemCache("stands-in-for-redis", {})
        self.rests_until = 0.0

    add = _or_local("add")
    clear = _or_local("clear")
    delete = _or_local("delete")
    delete_many = _or_local("delete_many")
    get = _or_local("get")
    get_many = _or_local("get_many")
    has_key = _or_local("has_key")
    incr = _or_local("incr")
    set = _or_local("set")
    set_many = _or_local("set_many")
    touch = _or_local("touch")
