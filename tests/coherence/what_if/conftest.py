import pytest

from apps.coherence.engine.what_if import ResolveContradiction, VerifyLinks
from apps.coherence.what_if import services
from apps.missions.enums import Role
from tests.coherence.conftest import AS_OF
from tests.personas import member

CHANGES = (ResolveContradiction("e1"), VerifyLinks(("X3-O3",), "MOP"))


@pytest.fixture
def karo_counterpart(karo):
    """Another member of the mission."""
    return member("karo_counterpart", karo, Role.PLANNER)


@pytest.fixture
def what_if(karo, karo_donor):
    """The donor's own, not shared and not computed."""
    return services.create_what_if(
        by=karo_donor.user, mission=karo, title="Agree on the checkpoints", as_of=AS_OF, changes=CHANGES
    )


@pytest.fixture
def computed(what_if):
    services.compute(what_if=what_if)
    what_if.refresh_from_db()
    return what_if
