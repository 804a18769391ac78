"""`make dist`: build what is released, and go through a first day in empty environments.

It writes an sdist and a wheel to `dist`, looks whether the sdist alone makes the same wheel, and
installs the wheel with pip, pipx and uv, as far as the index of packages has them: each in a folder
of its own, with an empty home folder, away from the checkout. The dependencies come from the index.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
PASSPHRASE = "five quiet words at dusk"
SHARED = (
    "share/man/man1/trust.1",
    "share/man/man1/trustjournal.1",
    "share/bash-completion/completions/trust",
    "share/zsh/site-functions/_trust",
    "share/fish/vendor_completions.d/trust.fish",
)


class Failed(Exception):
    """Something isn't as a release has to be."""


def run(
    *command: str | Path, cwd: Path, env: Mapping[str, str] | None = None, text: str = ""
) -> str:
    """Run a program and return what it printed. Raises `Failed`."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=None if env is None else dict(env),
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shown = " ".join(map(str, command))
        raise Failed(f"{shown} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(condition: object, what: str) -> None:
    """Raise `Failed` unless something holds."""
    if not condition:
        raise Failed(what)


def build(source: Path, folder: Path) -> tuple[Path, Path]:
    """Build an sdist and a wheel from a folder; return their paths."""
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=source)
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


def contents(wheel: Path) -> dict[str, bytes]:
    """Return the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def build_twice(folder: Path, dist: Path = DIST) -> Path:
    """Build from the checkout and from the sdist, and compare; return the wheel in `dist`."""
    shutil.rmtree(dist, ignore_errors=True)
    sdist, wheel = build(ROOT, dist)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "sdist", filter="data")
    source = next((folder / "sdist").iterdir())
    _, again = build(source, folder / "again")
    first, second = contents(wheel), contents(again)
    differing = sorted(
        name for name in first.keys() | second.keys() if first.get(name) != second.get(name)
    )
    expect(not differing, f"the sdist makes another wheel: {', '.join(differing[:5])}")
    return wheel


def bare_environment(home: Path, programs: Path) -> dict[str, str]:
    """Return the environment of someone who has only the program and the system."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(programs), "/usr/bin", "/bin"]),
        "LANG": "C.UTF-8",
    }


def first_day(programs: Path, home: Path, version: str, *, encrypts: bool) -> None:
    """Write a first entry with an installed program, and look at what an installation brings."""
    env = bare_environment(home, programs)
    trust = programs / "trust"

    def say(*words: str, text: str = "", **more: str) -> str:
        return run(trust, *words, cwd=home, env=env | more, text=text)

    expect(say("--version") == f"trust {version}\n", "the version is another one")
    expect("Welcome" in say(), "no welcome")
    expect("?" in say("prompt"), "no question")
    say("journal", text="A first line.\n")
    expect("A first line." in say("show", "last"), "the first entry isn't there")
    expect("sound" in say("doctor"), "the journal isn't sound")
    expect("No reminder" in say("remind"), "a reminder nobody set")
    run(programs / "trustjournal", "streak", "--plain", cwd=home, env=env)
    if encrypts:
        say("encrypt", TRUST_PASSPHRASE=PASSPHRASE)
        shown = say("show", "last", TRUST_PASSPHRASE=PASSPHRASE)
        expect("A first line." in shown, "the encrypted journal doesn't open")


def check_shared(prefix: Path) -> None:
    """Raise `Failed` unless the man pages and the files for completion are below a prefix."""
    missing = [name for name in SHARED if not (prefix / name).is_file()]
    expect(not missing, f"not installed: {', '.join(missing)}")


def with_pip(wheel: Path, folder: Path, version: str) -> None:
    """Install with pip, with and without encryption, and remove it again."""
    prefix = folder / "venv"
    run(sys.executable, "-m", "venv", prefix, cwd=folder)
    pip = (prefix / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "install", wheel, cwd=folder)
    check_shared(prefix)
    first_day(prefix / "bin", folder / "home", version, encrypts=False)
    run(*pip, "install", f"{wheel}[encryption]", cwd=folder)
    first_day(prefix / "bin", folder / "home-encrypted", version, encrypts=True)
    run(*pip, "uninstall", "--yes", "trustjournal", cwd=folder)
    names = ("trust", "_trust", "trust.1", "trust.fish", "trustjournal*")
    left = [path for name in names for path in prefix.rglob(name)]
    expect(not left, f"left behind: {', '.join(map(str, left[:5]))}")
    journals = list((folder / "home").rglob("journal.db"))
    expect(journals, "removing the program has removed the journal")


def with_pipx(wheel: Path, folder: Path, version: str) -> None:
    """Install with pipx, which comes from the index into an environment of its own."""
    pipx = _tool("pipx", folder)
    env = bare_environment(folder / "home", folder / "bin") | {
        "PIPX_HOME": str(folder / "pipx"),
        "PIPX_BIN_DIR": str(folder / "bin"),
        "PIPX_MAN_DIR": str(folder / "man"),
        "PIPX_DEFAULT_PYTHON": sys.executable,
    }
    run(pipx, "install", wheel, cwd=folder, env=_with_index(env))
    check_shared(folder / "pipx" / "venvs" / "trustjournal")
    expect((folder / "man/man1/trust.1").exists(), "pipx has linked no man page")
    first_day(folder / "bin", folder / "home", version, encrypts=False)


def with_uv(wheel: Path, folder: Path, version: str) -> None:
    """Install with uv, which comes from the index into an environment of its own."""
    uv = _tool("uv", folder)
    env = bare_environment(folder / "home", folder / "bin") | {
        "UV_TOOL_DIR": str(folder / "tools"),
        "UV_TOOL_BIN_DIR": str(folder / "bin"),
        "UV_CACHE_DIR": str(folder / "cache"),
        "UV_PYTHON": sys.executable,
    }
    run(uv, "tool", "install", wheel, cwd=folder, env=_with_index(env))
    check_shared(folder / "tools" / "trustjournal")
    first_day(folder / "bin", folder / "home", version, encrypts=False)


class Unavailable(Exception):
    """An installer can't be had."""


def _tool(name: str, folder: Path) -> Path:
    """Install an installer from the index; return its path. Raises `Unavailable`."""
    prefix = folder / name
    run(sys.executable, "-m", "venv", prefix, cwd=folder)
    try:
        run(prefix / "bin" / "python", "-m", "pip", "--quiet", "install", name, cwd=folder)
    except Failed:
        raise Unavailable(name) from None
    return prefix / "bin" / name


def _with_index(env: Mapping[str, str]) -> dict[str, str]:
    """Add what this machine says about the index of packages to an environment."""
    named = ("PIP_", "UV_", "SSL_", "REQUESTS_", "HTTP_", "HTTPS_", "http_", "https_", "NO_PROXY")
    return {name: value for name, value in os.environ.items() if name.startswith(named)} | dict(env)


INSTALLERS: dict[str, Callable[[Path, Path, str], None]] = {
    "pip": with_pip,
    "pipx": with_pipx,
    "uv": with_uv,
}


def main() -> int:
    """Build, install and try; return 1 if something isn't as it has to be."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            wheel = build_twice(folder)
            version = wheel.name.split("-")[1]
            print(f"{wheel.relative_to(ROOT)}: the sdist makes the same")
            for name, install in INSTALLERS.items():
                place = folder / name
                place.mkdir()
                try:
                    install(wheel, place, version)
                except Unavailable:
                    print(f"{name}: not tried, the index doesn't have it")
                else:
                    print(f"{name}: installed, and a first entry is written")
        except Failed as error:
            print(error, file=sys.stderr)
            return 1
    print(f"Version {version} is ready: {', '.join(sorted(path.name for path in DIST.iterdir()))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
