"""The addresses of the site as the resolver knows them, for tests that must not forget one."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def named_routes() -> dict[str, set[str]]:
    """Every named address -> the names of its parts, such as {"portal:overview": {"code"}}."""
    return {name: parts for name, (parts, _view) in _routes().items()}


def views() -> dict[str, Callable[..., Any]]:
    """Every named address -> its view."""
    return {name: view for name, (_parts, view) in _routes().items()}


def _routes() -> dict[str, tuple[set[str], Callable[..., Any]]]:
    found: dict[str, tuple[set[str], Callable[..., Any]]] = {}

    def collect(resolver: URLResolver, space: str, parts: set[str]) -> None:
        for one in resolver.url_patterns:
            own = parts | set(one.pattern.regex.groupindex)
            if isinstance(one, URLPattern):
                # An address without a name could not be linked to and would be seen by no test.
                name = space + (one.name or f"(no name: {one.pattern})")
                found[name] = (own, one.callback)
            else:
                collect(one, space + (f"{one.namespace}:" if one.namespace else ""), own)

    collect(get_resolver(), "", set())
    return found
