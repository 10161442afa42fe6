import pytest


@pytest.fixture
def tell(capsys):
    """Print a figure where whoever runs the test sees it, whatever pytest captures."""

    def say(text: str) -> None:
        with capsys.disabled():
            print(f"\n    {text}", end="", flush=True)

    return say
