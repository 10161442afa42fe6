# ruff: noqa: INP001 - a script, no package
"""Put together a CPython for Windows that runs under Wine: `build.py FOLDER`, run by a CPython 3.11.

Where the parts come from:

- `python311.dll` and the extension modules: python.org's own, as the Windows wheel of panda3d on PyPI carries them
- the library in Python: that of the CPython 3.11 which runs this; it is the same on every system
- `python.exe`: `launcher.c`, compiled here
- what Wine 8 lacks of Windows: small libraries made here (`python3.dll`, `ucrtbase.dll`, `bcryptprimitives.dll`)
- our dependencies: their own wheels for Windows

The wheel's DLLs and ours go into FOLDER/python, Wine's own state into FOLDER/prefix.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
WHEEL = "panda3d==1.10.16"
COMPILER = "x86_64-w64-mingw32-gcc"
OBJDUMP = "x86_64-w64-mingw32-objdump"
WINE = "/usr/lib/wine/wine64"

PLATFORM = ["--only-binary=:all:", "--platform=win_amd64", "--python-version=3.11", "--implementation=cp"]
ABIS = ["--abi=cp311", "--abi=abi3", "--abi=none"]

NOT_COPIED = (
    "site-packages",
    "lib-dynload",
    "config-3*",
    "test",
    "idlelib",
    "__pycache__",
    "*.so",
    "_sysconfigdata*",
)

COMPLEX = [
    base + size
    for base in (
        "cabs",
        "carg",
        "cimag",
        "creal",
        "ccos",
        "ccosh",
        "cexp",
        "clog",
        "cpow",
        "csin",
        "csinh",
        "csqrt",
        "ctan",
        "ctanh",
    )
    for size in ("", "f", "l")
]
"""C99's complex functions, which NumPy needs and the C runtime of Wine 8 does not have."""


def main(folder: Path) -> None:
    """Build everything; what was there before is replaced."""
    python, prefix = folder / "python", folder / "prefix"
    for old in (python, prefix):
        shutil.rmtree(old, ignore_errors=True)
    (python / "DLLs").mkdir(parents=True)
    interpreter(python, folder / "downloads")
    library(python)
    compiled(HERE / "launcher.c", python / "python.exe", "-municode")
    stable_abi(python, folder)
    c_runtime(python, folder)
    wine_prefix(prefix)
    randomness = prefix / "drive_c/windows/system32/bcryptprimitives.dll"
    compiled(HERE / "randomness.c", randomness, "-shared", "-ladvapi32")
    packages(python / "Lib/site-packages")


def interpreter(python: Path, downloads: Path) -> None:
    """Take the interpreter and its extension modules out of the wheel."""
    pip("download", "--no-deps", *PLATFORM, "--abi=cp311", "--dest", str(downloads), WHEEL)
    with zipfile.ZipFile(next(downloads.glob("panda3d-*.whl"))) as wheel:
        for name in wheel.namelist():
            file = Path(name).name
            if not name.startswith("deploy_libs/") or file.lower().startswith("api-ms-"):
                continue  # Wine answers for the API sets itself
            beside = file.lower() in ("python311.dll", "vcruntime140.dll")
            (python / file if beside else python / "DLLs" / file).write_bytes(wheel.read(name))


def library(python: Path) -> None:
    """Copy the library in Python from the CPython that runs this."""
    if sys.version_info[:2] != (3, 11):
        sys.exit(f"the library must be that of Python 3.11, this is {sys.version.split()[0]}")
    source = sysconfig.get_path("stdlib")
    shutil.copytree(source, python / "Lib", ignore=shutil.ignore_patterns(*NOT_COPIED))
    (python / "Lib/site-packages").mkdir()


def stable_abi(python: Path, folder: Path) -> None:
    """Make `python3.dll`, through which wheels for the stable ABI reach the interpreter."""
    forwards = (f"{name}=python311.{name}" for name in exports(python / "python311.dll"))
    definition = definitions(folder / "python3.def", "python3.dll", forwards)
    source = folder / "entry.c"
    source.write_text("int __stdcall entry(void *a, unsigned long b, void *c) { return 1; }\n")
    compiled(source, python / "python3.dll", "-shared", "-nostdlib", str(definition), "-Wl,--entry,entry")


def c_runtime(python: Path, folder: Path) -> None:
    """Make a `ucrtbase.dll` that forwards to Wine's and adds the complex functions."""
    original = next(Path("/usr/lib").glob("**/x86_64-windows/ucrtbase.dll"))
    copy = bytearray(original.read_bytes())
    mark = copy.find(b"Wine builtin DLL")
    copy[mark : mark + 4] = b"Copy"  # Wine loads its own library instead of any file that bears its mark
    (python / "ucrtwine.dll").write_bytes(copy)
    forwards = [f'"{name}"=ucrtwine."{name}"' for name in exports(original) if name not in COMPLEX]
    added = [f"{name}=our_{name}" for name in COMPLEX]
    definition = definitions(folder / "ucrtbase.def", "ucrtbase.dll", [*forwards, *added])
    source = folder / "complex.c"
    source.write_text("#include <complex.h>\n" + "\n".join(map(complex_function, COMPLEX)) + "\n")
    compiled(source, python / "ucrtbase.dll", "-shared", "-static-libgcc", str(definition))


def complex_function(name: str) -> str:
    """Write one complex function in C, on top of the compiler's own. Windows has no wider `long double`."""
    plain = name.removesuffix("f") if name.endswith("f") else name.removesuffix("l")
    base, single = (plain, name.endswith("f")) if plain + "f" in COMPLEX else (name, False)
    real = "float" if single else "double"
    result = real if base in ("cabs", "carg", "cimag", "creal") else f"{real} _Complex"
    names = "ab" if base == "cpow" else "a"
    parameters = ", ".join(f"{real} _Complex {one}" for one in names)
    call = f"{base}{'f' if single else ''}({', '.join(names)})"
    return f"__declspec(dllexport) {result} our_{name}({parameters}) {{ return {call}; }}"


def packages(target: Path) -> None:
    """Install what the project and its tests need, as wheels for Windows."""
    project = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text())["project"]
    needs = [*project["dependencies"], *project["optional-dependencies"]["test"], "colorama"]
    wanted = [need.split(";")[0].strip() for need in needs]
    pip("install", "--upgrade", "--target", str(target), *PLATFORM, *ABIS, *wanted)


def wine_prefix(prefix: Path) -> None:
    """Let Wine make its drive C, without its offers to install .NET and a browser."""
    environment = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all"}
    environment["WINEDLLOVERRIDES"] = "mscoree,mshtml="
    prefix.mkdir(parents=True)
    subprocess.run(
        [WINE, "wineboot", "--init"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )


def exports(library: Path) -> Iterator[str]:
    """Give the names that a DLL offers."""
    listing = subprocess.run([OBJDUMP, "-p", str(library)], capture_output=True, text=True, check=True).stdout
    names = listing.partition("[Ordinal/Name Pointer] Table")[2]
    for line in names.splitlines():
        if match := re.match(r"\s*\[\s*\d+\]\s+(?:\+base\[\s*\d+\]\s+(?:[0-9a-f]+\s+)?)?(\S+)$", line):
            yield match[1]


def definitions(file: Path, dll: str, lines: Iterable[str]) -> Path:
    """Write what a DLL offers, for the linker."""
    file.write_text(f'LIBRARY "{dll}"\nEXPORTS\n' + "\n".join(lines) + "\n")
    return file


def compiled(source: Path, target: Path, *options: str) -> None:
    """Compile one file for Windows."""
    subprocess.run([COMPILER, "-O2", "-o", str(target), str(source), *options], check=True)


def pip(*arguments: str) -> None:
    """Run this Python's pip."""
    subprocess.run(
        [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", *arguments], check=True
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
