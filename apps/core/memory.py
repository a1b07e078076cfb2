"""How Python's search for circular garbage is kept from large pieces of work."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def rarely_collected() -> Iterator[None]:
    """Python looks for circular garbage less often: rows held by the hundred thousand are none, and looking
    through them again and again takes as long as the work itself."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
