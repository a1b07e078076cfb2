import pytest

from tests.factories.frameworks import FrameworkVersionFactory


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(mission=mission)


@pytest.fixture
def draft(planner):
    """Address of the draft and of its parts, and what a planner gets and sends there."""

    class Draft:
        client = planner.client
        address = "/m/MISA/framework/draft/"

        def get(self, path="", **more):
            return self.client.get(self.address + path, **more)

        def post(self, path, data=None, **more):
            return self.client.post(self.address + path, data or {}, **more)

        def text(self):
            return self.get().content.decode()

    return Draft()
