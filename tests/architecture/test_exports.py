"""What a package offers is what its `__all__` says, and every public name is documented."""

import importlib
import inspect
import pkgutil

import pytest

import lsscript
import runtime
import stdlib

MODULES = sorted(
    info.name
    for package in (runtime, lsscript, stdlib)
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    if not info.name.endswith(("__main__", "_unix", "_windows", "memfd"))
)


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_exists_and_says_what_it_is(name):
    module = importlib.import_module(name)
    undocumented = [
        public
        for public in getattr(module, "__all__", [])
        if inspect.isclass(getattr(module, public)) or inspect.isfunction(getattr(module, public))
        if not inspect.getdoc(getattr(module, public))
    ]

    assert undocumented == []


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_offers_or_is_a_front_page(name):
    module = importlib.import_module(name)

    assert hasattr(module, "__all__") or hasattr(module, "__path__")
