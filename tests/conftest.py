"""What holds for every test: property tests are judged by what they find, not by how busy the machine is."""

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_addoption(parser):
    parser.addoption("--regenerate", action="store_true", help="write the expected files anew")


@pytest.fixture
def regenerate(request):
    return request.config.getoption("--regenerate")
