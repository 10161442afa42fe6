import pytest


def pytest_addoption(parser):
    parser.addoption("--regenerate", action="store_true", help="write the expected files anew")


@pytest.fixture
def regenerate(request):
    return request.config.getoption("--regenerate", default=False)
