"""What others outside are told of. A service says what happened, in the transaction in which it happens; apps
above keep what is to be sent, in the same transaction, and send it in a job (docs/decisions/0033).

No signal: it is called where it happens, and what is registered may write rows and ask for jobs, no more.
"""

from collections.abc import Callable, Sequence
from typing import Any

Writer = Callable[[str, Any, Sequence[Any]], None]
_writers: list[Writer] = []


def writer(function: Writer) -> Writer:
    """Register who keeps what is told; once, when the program starts."""
    if function not in _writers:
        _writers.append(function)
    return function


def tell(event: str, mission: Any, rows: Sequence[Any]) -> None:
    """Say that this happened to these rows of the mission. One query where nobody wants to know."""
    for one in _writers:
        one(event, mission, rows)
