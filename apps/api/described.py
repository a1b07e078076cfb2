"""How the views of the interface describe themselves."""

from typing import Any

from drf_spectacular.openapi import AutoSchema


class AsSaid(AutoSchema):
    """What a view says of its answers is the whole answer: a page of a list is an object, not an array."""

    def _is_list_view(self, serializer: Any = None) -> bool:  # noqa: ARG002 - its signature
        return False
