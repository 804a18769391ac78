"""`make bench`: the program beside jrnl 4.6, in one run, on the same texts.

Each command is run alternately for both programs and the median is taken, so whatever else
the machine does falls on both. Only ratios bear comparison between machines. Budgets come
from docs/architecture.md. Nothing here is a test: a busy machine must not fail anybody.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import pty
import random
import select
import shutil
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trustjournal.domain.entry import Entry
from trustjournal.domain.ids import encode
from trustjournal.domain.practices import PRACTICES
from trustjournal.storage.writer import Writer

ROOT = Path(__file__).parent.parent
BENCH = ROOT / ".bench"
JRNL_VERSION = "4.6"
SIZES = (100, 1_000, 10_000)
TRUST = Path(sys.executable).with_name("trust")
JRNL = BENCH / "jrnl" / "bin" / "jrnl"
NEWEST_TYPER = BENCH / "newest-typer"

JRNL_CONFIG = """\
version: v4.6
journals: {{default: {{journal: {journal}}}}}
editor: ''
encrypt: false
highlight: false
linewrap: 79
tagsymbols: '#@'
template: false
timeformat: '%F %H:%M'
default_hour: 9
default_minute: 0
indent_character: '|'
display_format: null
colors: {{body: none, date: none, tags: none, title: none}}
"""


@dataclass(frozen=True)
class Row:
    """A command of ours, the one of theirs it stands beside, and the ratio it may cost."""

    name: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    budget: dict[int, float]
    on_screen: bool = False
    """Measured at a terminal, until the question can be read."""


ROWS = (
    Row("streak", ("streak",), ("-n", "1"), {100: 0.8, 10_000: 0.2}),
    Row("list -n 5", ("list", "-n", "5"), ("-n", "5"), {100: 0.8, 10_000: 0.2}),
    Row("show last", ("show", "last"), ("-n", "1"), {100: 0.8, 10_000: 0.2}),
    Row("search WORD", ("search", "quokka"), ("-n", "1"), {100: 0.8, 10_000: 0.2}),
    Row("trust (today)", (), ("-n", "1"), {100: 1.0, 10_000: 0.25}),
    Row("review --no-input", ("review", "--no-input"), ("-n", "7"), {}),
    Row("journal: question", ("journal",), ("--version",), {100: 1.0, 10_000: 1.0}, True),
    Row("journal -m TEXT", ("journal", "-m", "{text}"), ("{text}",), {100: 3.0, 10_000: 0.5}),
)


def words(seed: int, count: int) -> list[str]:
    """Texts with words as uneven as in real language: few are common, most are rare."""
    chance = random.Random(seed)  # the same texts each time, for measuring only
    letters = "etaoinshrdlucmfwygpbvk"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(8_000)]
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    return [
        " ".join(chance.choices(vocabulary, weights, k=chance.randint(20, 160))).capitalize() + "."
        for _ in range(count)
    ]


def build(size: int) -> tuple[dict[str, str], dict[str, str]]:
    """A journal of that size for each program; returns their environments."""
    folder = BENCH / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    texts = words(size, size)
    texts[size // 3] += " Then a quokka came."
    now = datetime.now(UTC)
    days = max(1, size // 3) if size > 3_000 else size
    moments = [now - timedelta(days=days - days * n / size) for n in range(size)]
    write_ours(folder / "trust", texts, moments)
    _build_theirs(folder, texts, moments)
    common = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return (
        common | {"TRUST_HOME": str(folder / "trust")},
        common | {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder)},
    )


def write_ours(home: Path, texts: list[str], moments: list[datetime]) -> None:
    """A journal of ours with these entries."""
    practices = list(PRACTICES)
    entries = [
        Entry(
            id=encode((n + 1).to_bytes(13, "big")),
            day=moment.date(),
            written_on=moment.date(),
            created_at=moment,
            tz="Etc/UTC",
            utc_offset=0,
            modified_at=moment,
            kind="daily",
            body=text,
            mood=1 + n % 5,
            practice=practices[n % len(practices)],
        )
        for n, (text, moment) in enumerate(zip(texts, moments, strict=True))
    ]
    with Writer(home / "journal.db", lambda: b"\1" * 32).transaction() as store:
        store.add_all(entries)


def _build_theirs(folder: Path, texts: list[str], moments: list[datetime]) -> None:
    journal = folder / "journal.txt"
    write_theirs(journal, texts, moments)
    config = folder / "jrnl" / "jrnl.yaml"
    config.parent.mkdir()
    config.write_text(JRNL_CONFIG.format(journal=journal), encoding="utf-8")


def write_theirs(journal: Path, texts: list[str], moments: list[datetime]) -> None:
    """A journal of jrnl's with these entries."""
    journal.write_text(
        "".join(f"[{m:%Y-%m-%d %H:%M}] {t}\n\n" for t, m in zip(texts, moments, strict=True)),
        encoding="utf-8",
    )


def install_jrnl() -> None:
    """jrnl, in an environment of its own."""
    if not JRNL.exists():
        print(f"installing jrnl {JRNL_VERSION} …", flush=True)
        venv.create(BENCH / "jrnl", with_pip=True)
        _pip(BENCH / "jrnl", f"jrnl=={JRNL_VERSION}")


def install() -> None:
    """jrnl, and ourselves with the newest Typer, each in an environment of its own."""
    install_jrnl()
    if not (NEWEST_TYPER / "bin" / "trust").exists():
        print("installing the newest Typer beside it …", flush=True)
        venv.create(NEWEST_TYPER, with_pip=True)
        _pip(NEWEST_TYPER, str(ROOT))
        _pip(NEWEST_TYPER, "--no-deps", "--upgrade", "typer")
    for folder in (BENCH / "jrnl", NEWEST_TYPER, Path(sys.prefix), ROOT / "src"):
        compileall.compile_dir(str(folder), quiet=2)


def _pip(folder: Path, *what: str) -> None:
    subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", "--quiet", *what], check=True
    )


def timed(command: list[str], env: dict[str, str]) -> float:
    """Seconds a command takes, from start to end."""
    started = time.perf_counter()
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True)
    took = time.perf_counter() - started
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[:300]}")
    return took


def until_question(command: list[str], env: dict[str, str]) -> float:
    """Seconds until a question mark can be read on a real terminal."""
    started = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], command, env | {"TERM": "xterm", "COLUMNS": "80"})
    seen = b""
    while b"?" not in seen:
        ready, _, _ = select.select([terminal], [], [], 20)
        if not ready:
            sys.exit("the question did not come within 20 seconds")
        seen += os.read(terminal, 4096)
    took = time.perf_counter() - started
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(terminal)
    shutil.rmtree(Path(env["TRUST_HOME"]) / "drafts", ignore_errors=True)
    return took


def alternate(
    ours: Callable[[], float], theirs: Callable[[], float], runs: int
) -> tuple[float, float]:
    """The medians of runs that take turns, after one of each that does not count."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def measure(row: Row, size: int, envs: tuple[dict[str, str], dict[str, str]], runs: int) -> str:
    """One line of the table."""
    text = "A short line about a good evening, and what I said in it."
    ours = [str(TRUST), *(word.format(text=text) for word in row.ours)]
    theirs = [str(JRNL), *(word.format(text=text) for word in row.theirs)]
    clock = until_question if row.on_screen else timed
    mine, other = alternate(lambda: clock(ours, envs[0]), lambda: timed(theirs, envs[1]), runs)
    ratio, budget = mine / other, row.budget.get(size)
    verdict = "" if budget is None else f"{budget:5.2f}  {'under' if ratio <= budget else 'OVER'}"
    return f"{row.name:18} {size:7,} {mine:8.3f} {other:8.3f} {ratio:6.2f}  {verdict}".rstrip()


def newest_typer(env: dict[str, str], runs: int) -> str:
    """What the pin below Typer 0.29 saves."""
    newest = NEWEST_TYPER / "bin" / "trust"
    mine, other = alternate(
        lambda: timed([str(TRUST), "--version"], env),
        lambda: timed([str(newest), "--version"], env),
        runs,
    )
    return f"trust --version: {mine:.3f} s here, {other:.3f} s with the newest Typer"


def run() -> None:
    """Measure everything and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="alternating runs of each command")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    wanted = parser.parse_args()
    BENCH.mkdir(exist_ok=True)
    install()
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores,")
    print(f"jrnl {JRNL_VERSION}; seconds, median of {wanted.runs} alternating runs\n")
    print(f"{'command':18} {'entries':>7} {'trust':>8} {'jrnl':>8} {'ratio':>6}  budget")
    for size in wanted.sizes:
        envs = build(size)
        for row in ROWS:
            print(measure(row, size, envs, max(wanted.runs, 3)), flush=True)
    print("\n" + newest_typer(envs[0], wanted.runs))


if __name__ == "__main__":
    run()
