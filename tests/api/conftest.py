import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def uncounted():
    """Requests of one test do not count for the next person with the same number."""
    cache.clear()
