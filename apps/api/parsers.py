"""What programs send, read with the same care as a mission bundle."""

from collections.abc import Mapping
from typing import Any

from rest_framework.parsers import BaseParser

from apps.api.problems import Problem
from apps.exchange.bundle import BundleRefused
from apps.exchange.bundle.reader import composed, parse


class CarefulJson(BaseParser):
    """JSON in UTF-8: no member twice, no NaN, not too deep; texts come in Unicode NFC."""

    media_type = "application/json"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,  # noqa: ARG002 - its signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - its signature
    ) -> Any:
        """The value. Raises Problem 400, with a pointer to each thing that cannot be read."""
        try:
            return composed(parse(stream.read()))
        except BundleRefused as refused:
            sentences = [(f"#{fault.pointer}", fault.message) for fault in refused.faults]
            raise Problem(400, sentences[0][1], sentences) from refused
