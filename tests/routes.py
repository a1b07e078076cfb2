"""The addresses of the site as the resolver knows them, for tests that must not forget one."""

from django.urls import URLPattern, URLResolver, get_resolver


def named_routes() -> dict[str, set[str]]:
    """Every named address -> the names of its parts, such as {"portal:overview": {"code"}}."""
    found: dict[str, set[str]] = {}

    def collect(resolver: URLResolver, space: str, parts: set[str]) -> None:
        for one in resolver.url_patterns:
            own = parts | set(one.pattern.regex.groupindex)
            if isinstance(one, URLPattern):
                # An address without a name could not be linked to and would be seen by no test.
                name = space + (one.name or f"(no name: {one.pattern})")
                found[name] = own
            else:
                collect(one, space + (f"{one.namespace}:" if one.namespace else ""), own)

    collect(get_resolver(), "", set())
    return found
