"""The version of LegacyStream that is running."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["program_version"]


def program_version() -> str:
    """Say the installed version, or "development" where nothing was installed."""
    try:
        return version("legacystream")
    except PackageNotFoundError:
        return "development"
