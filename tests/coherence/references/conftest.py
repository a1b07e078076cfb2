import datetime

import pytest

from apps.accounts.models import User
from apps.coherence.references import services
from tests.coherence.conftest import AS_OF

BEFORE = datetime.date(2025, 7, 1)


@pytest.fixture
def by(karo_planner):
    user = karo_planner.user
    assert isinstance(user, User)
    return user


@pytest.fixture
def kept(karo, by):
    """The worked example, kept by a planner on its day."""
    return services.keep(by=by, mission=karo, as_of=AS_OF, occasion="planner", note="Year's end")
