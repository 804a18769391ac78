"""The program installed as people install it: as a wheel, and from a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import dist
from trustjournal.packs.library import built_in_folder

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without an environment of its own, so without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_packs_and_the_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    packs = {f"trustjournal/_prompts/{path.name}" for path in (ROOT / "prompts").glob("*.yaml")}

    assert packs
    assert packs <= names
    assert "trustjournal/_prompts/pack.schema.json" in names
    assert "trustjournal/formats/journal.schema.json" in names
    assert sum(name.endswith("LICENSE") for name in names) >= 2


def test_the_wheel_carries_the_man_page_under_both_names(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    pages = {name.rpartition("/data/")[2] for name in names if name.endswith(".1")}

    assert pages == {"share/man/man1/trust.1", "share/man/man1/trustjournal.1"}


def test_the_wheel_carries_the_files_for_completion_under_both_names(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shared = {name.rpartition("/data/share/")[2] for name in names if "/data/share/" in name}

    assert shared - {"man/man1/trust.1", "man/man1/trustjournal.1"} == {
        "bash-completion/completions/trust",
        "bash-completion/completions/trustjournal",
        "zsh/site-functions/_trust",
        "zsh/site-functions/_trustjournal",
        "fish/vendor_completions.d/trust.fish",
        "fish/vendor_completions.d/trustjournal.fish",
    }


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize("name", ["trust", "trustjournal"])
def test_bash_takes_its_file(name: str) -> None:
    file = ROOT / "completions" / "bash" / name
    command = ["bash", "--norc", "-c", f'source "{file}" && complete -p {name}']
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert f"-F _{name}_completion {name}" in done.stdout


@pytest.mark.long
def test_the_sdist_makes_the_same_wheel(tmp_path: Path) -> None:
    """`make dist` also installs it; that needs an index of packages."""
    assert dist.build_twice(tmp_path, tmp_path / "dist").exists()


def test_the_wheel_installs_both_commands(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entry_points = next(n for n in archive.namelist() if n.endswith("entry_points.txt"))
        text = archive.read(entry_points).decode()

    assert "trust = trustjournal.__main__:main" in text
    assert "trustjournal = trustjournal.__main__:main" in text


def test_the_program_in_the_wheel_asks_a_question(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import sys, trustjournal; from trustjournal.packs.library import built_in_folder as f;"
        "print(f(), file=sys.stderr); from trustjournal.__main__ import main;"
        "code = main(['prompt']); print('yaml' in sys.modules, file=sys.stderr); sys.exit(code)"
    )
    env = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, text=True
    )

    assert done.stdout.strip().endswith("?")
    folder = tmp_path / "site" / "trustjournal" / "_prompts"
    assert done.stderr.split() == [str(folder), "False"], "what was compiled is enough"

    pack = folder / "emotional-trust.yaml"
    pack.write_text(pack.read_text("utf-8").replace("?", ", now?"), "utf-8")
    edited = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, text=True
    )
    assert edited.stdout.strip().endswith(", now?"), "the YAML is the source"


def test_a_checkout_finds_its_packs_at_the_root() -> None:
    assert built_in_folder() == ROOT / "prompts"


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    wanted = tomllib.loads(text)["project"]["dependencies"]
    lines = text.splitlines()
    unexplained = []
    for dependency in wanted:
        number = next(n for n, line in enumerate(lines) if f'"{dependency}"' in line)
        if "#" not in lines[number] and not lines[number - 1].strip().startswith("#"):
            unexplained.append(dependency)

    assert unexplained == []
