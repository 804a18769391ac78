"""`make bench`: the program beside jrnl 4.6, in one run, on the same texts.

Both are installed as people install them, ours from its wheel. Each command is run alternately
for both programs and the median is taken, so whatever else the machine does falls on both; only
ratios bear comparison between machines. `--save` writes the table into docs/performance.md.
Nothing here is a test: a busy machine must not fail anybody.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trustjournal import paths

ROOT = Path(__file__).parent.parent
BENCH = ROOT / ".bench"
PAGE = ROOT / "docs" / "performance.md"
JRNL_VERSION = "4.6"
SIZES = (100, 1_000, 10_000, 100_000)
TRUST = Path(sys.executable).with_name("trust")
"""Ours as it stands in the checkout, for scripts/torture.py; what is measured is installed."""
INSTALLED = BENCH / "trust"
JRNL = BENCH / "jrnl" / "bin" / "jrnl"
NEWEST_TYPER = BENCH / "newest-typer"
RUNS = 9
SLOW_SECONDS = 2.0
"""Where jrnl takes longer than that, three runs say enough."""
SLOW_RUNS = 3

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
TEXT = "A short line about a good evening, and what I said in it."


@dataclass(frozen=True)
class Row:
    """A command of ours, the one of theirs it stands beside, and what it may cost."""

    name: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    budget: dict[int, float] = field(default_factory=dict)
    """Times what theirs takes, by the number of entries."""
    sizes: tuple[int, ...] = SIZES
    read: bool = False
    """Must not grow with the journal."""
    on_screen: bool = False
    """Measured at a terminal, until the question can be read."""


LATEST = ("-n", "1")
READ = {100: 0.8, 10_000: 0.2}
WITH_PACK = {100: 1.0, 10_000: 0.25}
QUESTION = dict.fromkeys(SIZES, 1.0)

ROWS = (
    Row("streak", ("streak",), LATEST, READ, read=True),
    Row("list -n 5", ("list", "-n", "5"), LATEST, READ, read=True),
    Row("show last", ("show", "last"), LATEST, READ, read=True),
    Row("search WORD", ("search", "{word}"), LATEST, READ, read=True),
    Row("trust (today)", (), LATEST, WITH_PACK, read=True),
    Row("prompt", ("prompt",), LATEST, WITH_PACK, read=True),
    Row("review --no-input", ("review", "--no-input"), ("-n", "7"), read=True),
    Row("journal, the question", ("journal",), ("--version",), QUESTION, on_screen=True),
    Row("journal -m TEXT", ("journal", "-m", TEXT), (TEXT,), {100: 3.0, 10_000: 0.5}),
    Row("--version", ("--version",), ("--version",), sizes=(100,)),
)
_TO_FILE = ("--file", "{new}")
EXPORTS = (
    Row(
        "export markdown",
        ("export", "markdown", "{new}"),
        ("--format", "md", "--file", "{folder}"),
        {10_000: 1.0},
    ),
    Row("export json", ("export", "json", "{new}"), ("--format", "json", *_TO_FILE)),
    # It has neither a table nor Day One's format; its own text is the nearest thing.
    Row("export csv", ("export", "csv", "{new}"), ("--format", "text", *_TO_FILE)),
    Row("export jrnl", ("export", "jrnl", "{new}"), ("--format", "text", *_TO_FILE)),
    Row("export dayone", ("export", "dayone", "{new}"), ("--format", "text", *_TO_FILE)),
)
EXPORTED = 10_000
IMPORT_RATE = 3_000
"""Entries a second, at least."""
SAVE_SECONDS = 0.1
GROWTH = 1.5
PEAK_SIZES = (1_000, 100_000)
PEAK_GROWTH = 1.3
"""What memory at its peak may grow by from the smaller of these to the larger."""
SOURCES = {"jrnl": "peak.txt", "dayone": "peak.zip", "json": "peak.json", "markdown": "peak-pages"}
"""What is brought in to measure memory: a format, and the name of its export."""
SYNCED = (10_000, 100_000)
"""The journals that a second machine joins."""
JOIN_RATE = 1_000
"""Entries a second that a machine takes in when it joins, at least."""
TOLD, TAKEN_IN, UNCHANGED = 1.5, 3.0, 1.1
"""Times what the same takes without a sync: to tell a save, to take one in, and to read."""
NOTES = "peak-notes"
"""A folder with a note a file, as other programs make them."""


# --- journals ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Envs:
    """The environments of both programs, for a journal of one size."""

    ours: dict[str, str]
    theirs: dict[str, str]
    folder: Path


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


def a_rare_word(size: int) -> str:
    """A word of few entries, which someone might look for."""
    counted: dict[str, int] = {}
    for text in words(size, min(size, 1_000)):
        for word in {*text.rstrip(".").lower().split()}:
            counted[word] = counted.get(word, 0) + 1
    return min(counted, key=lambda word: (abs(counted[word] - 5), word))


def environments(size: int) -> Envs:
    """Where the journals of a size are."""
    folder = BENCH / str(size)
    common = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TRUST_"))}
    return Envs(
        # In the system's folders, as people have it; finding those takes platformdirs.
        common | {"HOME": str(folder), **_xdg(folder)},
        common | {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder)},
        folder,
    )


def _xdg(folder: Path) -> dict[str, str]:
    return {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("DATA", "STATE", "CONFIG")}


def ours_in(folder: Path) -> paths.Paths:
    """Where the program keeps what, in the environment of a size."""
    trust = "trustjournal"
    return paths.Paths(folder / "data" / trust, folder / "state" / trust, folder / "config" / trust)


def build(size: int) -> None:
    """A journal of that size for each program: up to yesterday, three entries a day at the most.

    Now and then a week stays empty, as in real journals.
    """
    folder = environments(size).folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    texts = words(size, size)
    now = datetime.now(UTC)
    days = max(1, size // 3) if size > 3_000 else size
    back = [days - days * n / size + 1 for n in range(size)]
    moments = [now - timedelta(days=ago + 7 * (ago // 60)) for ago in back]
    write_ours(ours_in(folder).journal, texts, moments)
    _build_theirs(folder, texts, moments)
    if size in PEAK_SIZES:
        _write_notes(folder / NOTES, texts)


def write_ours(journal: Path, texts: list[str], moments: list[datetime]) -> None:
    """A journal of ours with these entries, and the questions they answer."""
    from trustjournal.domain.entry import Entry
    from trustjournal.domain.ids import encode
    from trustjournal.domain.prompts import Prompt
    from trustjournal.domain.question_log import PromptEvent
    from trustjournal.packs.library import built_in_folder
    from trustjournal.packs.reader import read
    from trustjournal.storage.questions import log
    from trustjournal.storage.writer import Writer

    pack = read((built_in_folder() / "emotional-trust.yaml").read_bytes()).pack
    assert pack is not None
    prompts: list[Prompt] = [prompt for prompt in pack.prompts if prompt.cadence == "daily"]
    writer = Writer(journal, lambda: b"\1" * 32)
    several = 2_000
    for begin in range(0, len(texts), several):
        with writer.transaction() as store:
            entries = []
            for n in range(begin, min(begin + several, len(texts))):
                prompt, moment = prompts[n % len(prompts)], moments[n]
                entry = Entry(
                    id=encode((n + 1).to_bytes(13, "big")),
                    day=moment.date(),
                    written_on=moment.date(),
                    created_at=moment,
                    tz="Etc/UTC",
                    utc_offset=0,
                    modified_at=moment,
                    kind="daily",
                    body=texts[n],
                    mood=1 + n % 5,
                    pack=prompt.pack,
                    prompt_id=prompt.id,
                    prompt_text=prompt.text,
                    practice=prompt.practice,
                    tags=("walk",) if n % 7 == 0 else (),
                    people=("Sam",) if n % 5 == 0 else (),
                )
                entries.append(entry)
                log(store, PromptEvent("served", prompt, entry.day, entry.day, moment))
                log(store, PromptEvent("answered", prompt, entry.day, entry.day, moment))
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


# --- programs ------------------------------------------------------------------------------


def install_jrnl() -> None:
    """jrnl, in an environment of its own."""
    if not JRNL.exists():
        print(f"installing jrnl {JRNL_VERSION} …", flush=True)
        venv.create(BENCH / "jrnl", with_pip=True)
        _pip(BENCH / "jrnl", f"jrnl=={JRNL_VERSION}")


def install() -> None:
    """jrnl, ourselves, and ourselves with the newest Typer; each in an environment of its own."""
    BENCH.mkdir(exist_ok=True)
    install_jrnl()
    print("installing the program from its wheel …", flush=True)
    shutil.rmtree(INSTALLED, ignore_errors=True)
    venv.create(INSTALLED, with_pip=True)
    _pip(INSTALLED, f"{ROOT}[sync]")
    if not (NEWEST_TYPER / "bin" / "trust").exists():
        print("installing the newest Typer beside it …", flush=True)
        venv.create(NEWEST_TYPER, with_pip=True)
        _pip(NEWEST_TYPER, str(ROOT))
        _pip(NEWEST_TYPER, "--no-deps", "--upgrade", "typer")
    _pip(NEWEST_TYPER, "--no-deps", "--force-reinstall", str(ROOT))
    for folder in (BENCH / "jrnl", INSTALLED, NEWEST_TYPER):
        compileall.compile_dir(str(folder), quiet=2)


def _pip(folder: Path, *what: str) -> None:
    subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", "--quiet", *what], check=True
    )


def _ours(*words_: str) -> list[str]:
    return [str(INSTALLED / "bin" / "trust"), *words_]


# --- measuring -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    seconds: float
    megabytes: float = 0.0
    """Memory at its peak."""


def timed(command: list[str], env: dict[str, str]) -> Cost:
    """What a command takes, from start to end."""
    started = time.perf_counter()
    child = subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return Cost(took, used.ru_maxrss * unit / 1024**2)


@contextmanager
def at_a_terminal(command: list[str], envs: Envs) -> Iterator[int]:
    """A command of ours at a real terminal, of which the other end is given; killed afterwards."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], command, envs.ours | {"TERM": "xterm", "COLUMNS": "80"})
    try:
        yield terminal
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)
        shutil.rmtree(ours_in(envs.folder).drafts, ignore_errors=True)


def wait_for(what: bytes, terminal: int) -> float:
    """The moment something can be read on a terminal."""
    seen = b""
    while what not in seen:
        ready, _, _ = select.select([terminal], [], [], 60)
        if not ready:
            sys.exit(f"{what.decode()!r} did not come within 60 seconds: {seen[-200:]!r}")
        seen += os.read(terminal, 4096)
    return time.monotonic()


def until_question(command: list[str], envs: Envs) -> Cost:
    """Seconds until a question mark can be read on a terminal."""
    started = time.monotonic()
    with at_a_terminal(command, envs) as terminal:
        return Cost(wait_for(b"?", terminal) - started)


EDITOR = """\
import sys, time
from pathlib import Path
time.sleep(1.5)  # nobody writes faster, and an editor that is back at once has written nothing
page = Path(sys.argv[1])
page.write_text(page.read_text() + "\\nWhat was written in the editor.\\n")
Path({ended!r}).write_text(repr(time.monotonic()))
"""


def after_editor(envs: Envs) -> Cost:
    """Seconds from the end of an editor to the word Saved on the screen."""
    ended = envs.folder / "editor-ended"
    script = envs.folder / "editor.py"
    script.write_text(EDITOR.format(ended=str(ended)), "utf-8")
    quiet = f"ask_mood = false\nask_closeness = false\neditor = '{sys.executable} {script}'\n"
    settings = ours_in(envs.folder).settings
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(quiet, "utf-8")
    try:
        with at_a_terminal(_ours("journal", "--lighter"), envs) as terminal:
            saved = wait_for(b"Saved", terminal)
    finally:
        settings.unlink()
    return Cost(saved - float(ended.read_text()))


def alternate(
    ours: Callable[[], Cost], theirs: Callable[[], Cost], runs: int
) -> tuple[Cost, Cost, int]:
    """The medians of runs that take turns, after one of each that does not count."""
    _, first = ours(), theirs()
    runs = min(runs, SLOW_RUNS) if first.seconds > SLOW_SECONDS else runs
    pairs = [(ours(), theirs()) for _ in range(runs)]
    mine, other = zip(*pairs, strict=True)
    return median(mine), median(other), runs


def median(costs: tuple[Cost, ...] | list[Cost]) -> Cost:
    """The median of the seconds, and the most memory of all."""
    return Cost(
        statistics.median(cost.seconds for cost in costs), max(cost.megabytes for cost in costs)
    )


# --- the table -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of the table, in the words it has there."""

    name: str
    size: str
    ours: str
    theirs: str = ""
    ratio: str = ""
    budget: str = ""
    verdict: str = ""
    memory: str = ""

    def __str__(self) -> str:
        cells = (self.name, self.size, self.ours, self.theirs, self.ratio, self.budget)
        return f"| {' | '.join((*cells, self.verdict, self.memory))} |"


HEAD = """\
| command | entries | trust, s | jrnl, s | ratio | budget | | memory, MB |
|---|---:|---:|---:|---:|---:|---|---:|"""


def verdict(value: float, most: float | None) -> str:
    """Under a budget or over it."""
    return "" if most is None else "under" if value <= most else "**over**"


def measure(row: Row, size: int, runs: int) -> tuple[Line, float]:
    """A command beside theirs; also the seconds of ours."""
    envs = environments(size)
    fill = {"word": a_rare_word(size) if row.name == "search WORD" else ""}

    def run(words_: tuple[str, ...], *, ours: bool) -> Cost:
        with _places(envs.folder) as places:
            command = [word.format(**fill, **places) for word in words_]
            if not ours:
                return timed([str(JRNL), *command], envs.theirs)
            command = _ours(*command)
            return until_question(command, envs) if row.on_screen else timed(command, envs.ours)

    mine, other, done = alternate(
        lambda: run(row.ours, ours=True),
        lambda: run(row.theirs, ours=False),
        runs,
    )
    ratio, most = mine.seconds / other.seconds, row.budget.get(size)
    line = Line(
        row.name + (f" ({done} runs)" if done != runs else ""),
        f"{size:,}",
        f"{mine.seconds:.3f}",
        f"{other.seconds:.3f}",
        f"{ratio:.2f}",
        "" if most is None else f"{most:.2f}",
        verdict(ratio, most),
        f"{mine.megabytes:.0f} / {other.megabytes:.0f}" if mine.megabytes else "",
    )
    return line, mine.seconds


@contextmanager
def _places(folder: Path) -> Iterator[dict[str, str]]:
    """A name that is free and a folder that is empty, for one run of an export."""
    new, made = folder / "exported", folder / "exported-folder"
    for each in (new, made):
        shutil.rmtree(each, ignore_errors=True)
        each.unlink(missing_ok=True)
    made.mkdir()
    yield {"new": str(new), "folder": str(made)}


def growth(name: str, seconds: dict[int, float], most: float = GROWTH) -> Line | None:
    """What a read takes of the largest journal, in times of the smallest."""
    small, large = min(seconds), max(seconds)
    if small == large:
        return None
    grown = seconds[large] / seconds[small]
    return Line(
        f"growth of {name}",
        f"{small:,} → {large:,}",
        f"{grown:.2f} x",
        budget=f"{most:.2f}",
        verdict=verdict(grown, most),
    )


OPEN = (("open, first words", "\u2500\u2500", 0.8), ("open, keys taken", "quit", 3.0))
"""Rows of the full screen: what stands on the screen then, and times what `trust` takes."""
OPEN_GROWTH = 1.1


def opening(name: str, words: str, most: float, size: int, runs: int) -> tuple[Line, float]:
    """The full screen until something can be read on it, beside `trust`; also its seconds."""
    envs = environments(size)
    started = time.monotonic

    def open_() -> Cost:
        begun = started()
        with at_a_terminal(_ours("open"), envs) as terminal:
            return Cost(wait_for(words.encode(), terminal) - begun)

    mine, today, _ = alternate(open_, lambda: timed(_ours(), envs.ours), runs)
    ratio = mine.seconds / today.seconds
    line = Line(
        f"{name} (beside `trust`)",
        f"{size:,}",
        f"{mine.seconds:.3f}",
        f"{today.seconds:.3f}",
        f"{ratio:.2f}",
        f"{most:.2f}",
        verdict(ratio, most),
    )
    return line, mine.seconds


def saving(size: int, runs: int) -> Line:
    """From the end of an editor to Saved."""
    cost = median([after_editor(environments(size)) for _ in range(runs + 1)][1:])
    return Line(
        "save after the editor",
        f"{size:,}",
        f"{cost.seconds:.3f}",
        budget=f"{SAVE_SECONDS} s",
        verdict=verdict(cost.seconds, SAVE_SECONDS),
    )


def first_of_a_day(size: int) -> list[Line]:
    """The first save of a day, after which the program copies the journal and checks the copy."""
    envs = environments(size)
    shutil.rmtree(ours_in(envs.folder).backups, ignore_errors=True)
    started = time.monotonic()
    with at_a_terminal(_ours("journal", "-m", TEXT), envs) as terminal:
        saved = wait_for(b"Saved", terminal) - started
        with_copy = _until_end(terminal) - started
    return [
        Line("first save of a day, Saved", f"{size:,}", f"{saved:.3f}"),
        Line("the same, until the prompt", f"{size:,}", f"{with_copy:.3f}"),
    ]


def _until_end(terminal: int) -> float:
    while True:
        try:
            if not os.read(terminal, 4096):
                break
        except OSError:  # how Linux says that nobody is at the other end
            break
    return time.monotonic()


def importing(size: int, runs: int) -> Line:
    """Entries a second, from jrnl's own file into an empty journal."""
    envs = environments(size)
    home = envs.folder / "imported"

    def run() -> Cost:
        shutil.rmtree(home, ignore_errors=True)
        source = str(envs.folder / "journal.txt")
        return timed(_ours("import", source), envs.ours | {"TRUST_HOME": str(home)})

    cost = median([run() for _ in range(runs)])
    rate = size / cost.seconds
    return Line(
        "import of jrnl's file",
        f"{size:,}",
        f"{cost.seconds:.3f}",
        ratio=f"{rate:,.0f} a second",
        budget=f"{IMPORT_RATE:,} a second",
        verdict="under" if rate >= IMPORT_RATE else "**over**",
        memory=f"{cost.megabytes:.0f}",
    )


def syncing(size: int, runs: int, megabytes: dict[str, dict[int, float]]) -> Iterator[Line]:
    """A journal on two machines: telling and taking in all of it, and one save.

    The memory of the first two goes into `megabytes`.
    """
    envs = environments(size)
    homes = {name: envs.folder / name for name in ("alone", "laptop", "desktop", "carried")}
    for home in homes.values():
        shutil.rmtree(home, ignore_errors=True)
    folder = str(homes.pop("carried"))
    there = {}
    for name, home in homes.items():
        home.mkdir()
        quiet = "sync_passphrase_command = 'echo five words no one guesses'\n"
        (home / "config.toml").write_text(quiet, "utf-8")
        there[name] = envs.ours | {"TRUST_HOME": str(home)}
        if name != "desktop":
            shutil.copy(ours_in(envs.folder).journal, home / "journal.db")
    for row, name in (("sync: first telling", "laptop"), ("sync: first join", "desktop")):
        cost = timed(_ours("sync", "setup", folder, "--name", name), there[name])
        rate = size / cost.seconds
        megabytes.setdefault(row, {})[size] = cost.megabytes
        yield Line(
            row,
            f"{size:,}",
            f"{cost.seconds:.3f}",
            ratio=f"{rate:,.0f} a second",
            budget=f"{JOIN_RATE:,} a second",
            verdict="under" if rate >= JOIN_RATE else "**over**",
            memory=f"{cost.megabytes:.0f}",
        )

    def save() -> None:
        timed(_ours("journal", "--free", "-m", TEXT), there["laptop"])

    def run(name: str, *words_: str) -> Cost:
        return timed(_ours(*words_), there[name])

    def taken_in() -> Cost:
        save()
        return run("desktop")

    pairs: tuple[tuple[str, Callable[[], Cost], Callable[[], Cost], float], ...] = (
        (
            "sync: a save, told",
            lambda: run("laptop", "journal", "--free", "-m", TEXT),
            lambda: run("alone", "journal", "--free", "-m", TEXT),
            TOLD,
        ),
        ("sync: `trust`, an entry taken in", taken_in, lambda: run("alone"), TAKEN_IN),
        (
            "sync: list -n 5",
            lambda: run("laptop", "list", "-n", "5"),
            lambda: run("alone", "list", "-n", "5"),
            UNCHANGED,
        ),
    )
    for row, synced, alone, most in pairs:
        mine, other, _ = alternate(synced, alone, runs)
        ratio = mine.seconds / other.seconds
        yield Line(
            f"{row} (beside no sync)",
            f"{size:,}",
            f"{mine.seconds:.3f}",
            f"{other.seconds:.3f}",
            f"{ratio:.2f}",
            f"{most:.2f}",
            verdict(ratio, most),
            f"{mine.megabytes:.0f} / {other.megabytes:.0f}",
        )


def peaks(size: int) -> Iterator[tuple[str, float]]:
    """Memory at its peak, in MB, of each import, its dry run, and `doctor`."""
    envs = environments(size)
    home = envs.folder / "imported"
    there = envs.ours | {"TRUST_HOME": str(home)}
    for format_, name in SOURCES.items():
        source = str(envs.folder / name)
        timed(_ours("export", format_, source, "--include-private", "--force"), envs.ours)
        for options in (("--dry-run",), ()):
            shutil.rmtree(home, ignore_errors=True)
            cost = timed(_ours("import", source, *options), there)
            yield " ".join(("import", format_, *options)), cost.megabytes
    notes = envs.folder / NOTES
    for options in (("--dry-run",), ()):
        shutil.rmtree(home, ignore_errors=True)
        yield (
            " ".join(("import of notes", *options)),
            timed(_ours("import", str(notes), *options), there).megabytes,
        )
    yield "doctor", timed(_ours("doctor"), there).megabytes


def _write_notes(folder: Path, texts: list[str]) -> None:
    """A note a file, with its day in the name, all in one folder."""
    folder.mkdir()
    today = datetime.now(UTC).date()
    for n, text in enumerate(texts):
        day = today - timedelta(days=n // 3)
        (folder / f"{day} {n}.md").write_text(f"---\ntags: [walk]\n---\n\n{text}\n", "utf-8")


def peak_growth(name: str, megabytes: dict[int, float]) -> Line:
    """How memory at its peak grows with the number of entries."""
    small, large = min(megabytes), max(megabytes)
    grown = megabytes[large] / megabytes[small]
    return Line(
        f"memory of {name}",
        f"{small:,} → {large:,}",
        f"{grown:.2f} x",
        budget=f"{PEAK_GROWTH:.2f}",
        verdict=verdict(grown, PEAK_GROWTH),
        memory=f"{megabytes[small]:.0f} → {megabytes[large]:.0f}",
    )


def newest_typer(runs: int) -> str:
    """What the pin below Typer 0.29 saves."""
    env = environments(SIZES[0]).ours
    newest = str(NEWEST_TYPER / "bin" / "trust")
    mine, other, _ = alternate(
        lambda: timed(_ours("streak"), env), lambda: timed([newest, "streak"], env), runs
    )
    return (
        f"`trust streak` takes {mine.seconds:.3f} s with the Typer it asks for and"
        f" {other.seconds:.3f} s with the newest."
    )


def lines(sizes: list[int], runs: int) -> Iterator[Line]:
    """Every line of the table, as it is measured."""
    seconds: dict[str, dict[int, float]] = {}
    megabytes: dict[str, dict[int, float]] = {}
    for size in sizes:
        print(f"building journals of {size:,} entries …", flush=True)
        subprocess.run([sys.executable, __file__, "--build", str(size)], check=True)
        # The first save of a day, and with it the daily copy, is a row of its own.
        yield from first_of_a_day(size)
        for row in (row for row in ROWS if size in row.sizes):
            line, took = measure(row, size, runs)
            yield line
            if row.read:
                seconds.setdefault(row.name, {})[size] = took
        for name, words_, most in OPEN:
            line, took = opening(name, words_, most, size, runs)
            yield line
            seconds.setdefault(name, {})[size] = took
        yield saving(size, min(runs, SLOW_RUNS))
        if size in SYNCED:
            yield from syncing(size, runs, megabytes)
        if size in PEAK_SIZES:
            for name, peak in peaks(size):
                megabytes.setdefault(name, {})[size] = peak
    for name, found in seconds.items():
        most = OPEN_GROWTH if name.startswith("open") else GROWTH
        yield from filter(None, [growth(name, found, most)])
    yield from (peak_growth(name, found) for name, found in megabytes.items() if len(found) > 1)
    if EXPORTED in sizes:
        yield from (measure(row, EXPORTED, SLOW_RUNS)[0] for row in EXPORTS)
        yield importing(EXPORTED, SLOW_RUNS)


def machine() -> str:
    """What it was measured on."""
    code = (
        "import sys, sqlite3, importlib.metadata as m;"
        "print(sys.version.split()[0], sqlite3.sqlite_version,"
        " m.version('typer'), m.version('rich'), m.version('sqlmodel'))"
    )
    asked = [str(INSTALLED / "bin" / "python"), "-c", code]
    found = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    python, sqlite, typer, rich, sqlmodel = found
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores,"
        f" {platform.system()}; Python {python}, SQLite {sqlite}, Typer {typer}, Rich {rich},"
        f" SQLModel {sqlmodel}; jrnl {JRNL_VERSION}."
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
        return text.partition("model name")[2].partition(":")[2].partition("\n")[0].strip()
    except OSError:
        return platform.processor() or platform.machine()


BEGIN, END = "<!-- bench -->\n", "<!-- end -->"


def save(table: str) -> None:
    """Put the table into docs/performance.md; the rest of it is written by hand."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}{table}{END}{after}", "utf-8")


def run() -> None:
    """Measure everything and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="alternating runs of each command")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--save", action="store_true", help="write docs/performance.md")
    parser.add_argument("--build", type=int, help="only build the journals of this size")
    wanted = parser.parse_args()
    if wanted.build:
        # In a process of its own: a child's peak begins with what its parent holds.
        build(wanted.build)
        return
    install()
    runs = max(wanted.runs, SLOW_RUNS)
    about = machine()
    print(f"\n{about}\n\n{HEAD}", flush=True)
    table: list[str] = []
    for line in lines(sorted(wanted.sizes), runs):
        print(line, flush=True)
        table.append(str(line))
    beside = newest_typer(runs)
    print(f"\n{beside}")
    if wanted.save:
        said = (
            f"Measured {about} Medians of {runs} alternating runs, unless a row says otherwise.\n"
        )
        save(f"{said}\n{HEAD}\n" + "".join(f"{line}\n" for line in table) + f"\n{beside}\n")


if __name__ == "__main__":
    run()
