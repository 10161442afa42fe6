"""The version of LegacyStream that is running; `pyproject.toml` takes it from here."""

__all__ = ["__version__", "program_version"]

__version__ = "0.1.0"


def program_version() -> str:
    """Say the version, as `--version` and the `Server` header show it."""
    return __version__
