"""A month in which one person keeps a journal on two machines, and what must be true at its end.

Every change is a command of the program, on simulated days. Another program carries the folder, or
nobody does for a while. Each word is made up and comes once, so that a lost one can be named.
"""

from __future__ import annotations

import os
import random  # noqa: TID251  # each month is made of one number
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from conftest import Result, Trust

PASSPHRASE = "five words no one guesses"
DAYS = 30
TAGS = ("tea", "walk", "rain")
PEOPLE = ("Sam", "Alex", "Kim")
BEGIN = datetime(2026, 11, 1, 8, tzinfo=UTC)


class Carrier(Protocol):
    """What carries the folder from one machine to the other."""

    needs_files: bool
    """Whether it can't begin with an empty folder."""

    def connect(self, machine: Machine) -> None:
        """Let a machine take part before it's set up, and wait until the folder has arrived."""

    def carry(self) -> None:
        """Carry until all folders have the same files."""

    def stop(self, machine: Machine) -> None:
        """Cut a machine off."""

    def go_on(self, machine: Machine) -> None:
        """Let a machine take part again."""


@dataclass
class Machine:
    """A machine with its journal and its folder."""

    trust: Trust
    home: Path
    name: str
    world: Month = field(repr=False)

    @property
    def folder(self) -> Path:
        """The folder that is carried, as in the recipes of docs/sync.md."""
        return self.home / "Sync" / "trust"

    @property
    def env(self) -> dict[str, str]:
        """What this machine's programs find around them."""
        return {"HOME": str(self.home), "TRUST_HOME": str(self.home / "journal")}

    def try_(self, *argv: str, stdin: str = "", env: dict[str, str] | None = None) -> Result:
        self.world.moment += timedelta(minutes=1)
        now = self.world.moment.isoformat()
        self.world.acts.append(f"{now} {self.name}: {' '.join(argv)} {stdin}")
        result = self.trust(*argv, stdin=stdin, now=now, env={**self.env, **(env or {})})
        for line in result.err.splitlines():
            self.world.say(self, line)
        return result

    def do(self, *argv: str, stdin: str = "", env: dict[str, str] | None = None) -> Any:
        """Run a command that must succeed, and return the data of its answer."""
        result = self.try_(*argv, "--json", stdin=stdin, env=env)
        assert result.code == 0, (self.world.moment, self.name, argv, result.err, result.out)
        return result.json["data"]

    def may(self, *argv: str) -> bool:
        """Run a command that may have nothing to do; return whether it did anything."""
        result = self.try_(*argv)
        assert result.code in (0, 1, 2), (self.world.moment, self.name, argv, result.err)
        return result.code == 0

    def set_up(self) -> None:
        reading, writing = os.pipe()
        os.write(writing, PASSPHRASE.encode() + b"\n")
        os.close(writing)
        try:
            env = {"TRUST_SYNC_PASSPHRASE_FD": str(reading)}
            self.do("sync", "setup", str(self.folder), "--name", self.name, env=env)
        finally:
            os.close(reading)

    def sync(self) -> dict[str, Any]:
        done: dict[str, Any] = self.do("sync")
        self.world.count(done)
        return done

    def entries(self) -> list[Any]:
        entries: list[Any] = self.do("list", "-n", "2000")["entries"]
        return entries

    def promises(self) -> list[Any]:
        promises: list[Any] = self.do("promise", "list", "--all")["promises"]
        return promises

    def export(self) -> str:
        target = self.home / "export.json"
        result = self.try_("export", "json", str(target), "--include-private", "--force")
        assert result.code == 0, result.err
        return target.read_text("utf-8")

    def drafts(self) -> str:
        found = (self.home / "journal" / "drafts").glob("*.md")
        return "\n".join(path.read_text("utf-8") for path in found)


class Month:
    """Two machines, what carries their folder, and what happened so far."""

    def __init__(self, trust: Trust, root: Path, carrier: Carrier, seed: int) -> None:
        self.chance = random.Random(seed)
        self.moment = BEGIN
        self.carrier = carrier
        self.words: set[str] = set()
        """All words that were stored."""
        self.gone: set[str] = set()
        """Words that someone who could see them deleted for good."""
        self.corrected: set[str] = set()
        """Texts of promises that were corrected: only the new one must stay."""
        self.counted: dict[str, int] = {}
        """How often each thing was done, and what the syncs did."""
        self.acts: list[str] = []
        """All commands that were run."""
        self.told: list[str] = []
        """What the program said besides its answers."""
        self.laptop = Machine(trust, root / "laptop", "laptop", self)
        self.desktop = Machine(trust, root / "desktop", "desktop", self)
        self.machines = (self.laptop, self.desktop)
        self.offline = False

    # --- keeping count ------------------------------------------------------------------

    def word(self) -> str:
        self.words.add(word := f"w{len(self.words) + 1:04}")
        return word

    def say(self, machine: Machine, line: str) -> None:
        self.told.append(f"{self.moment:%d %H:%M} {machine.name}: {line}")

    def count(self, done: dict[str, Any]) -> None:
        for name, value in done.items():
            if isinstance(value, int | list):
                number = value if isinstance(value, int) else len(value)
                self.counted[f"sync: {name}"] = self.counted.get(f"sync: {name}", 0) + number
        assert not any(done[name] for name in ("damaged", "unreadable", "foreign", "missing")), done

    def some(self, of: tuple[str, ...], option: str, most: int = 2) -> list[str]:
        chosen = self.chance.sample(of, self.chance.randint(0, most))
        return [part for name in chosen for part in (option, name)]

    # --- habits -------------------------------------------------------------------------

    def answer(self, on: Machine) -> None:
        mood = ["--mood", str(self.chance.randint(1, 5))] if self.chance.random() < 0.5 else []
        kind = self.chance.choice(("--free", "--answer"))
        labels = [*self.some(TAGS, "--tag"), *self.some(PEOPLE, "--person", 1)]
        private = ["--private"] if self.chance.random() < 0.1 else []
        on.do("journal", kind, "-m", f"{self.word()} by the river", *mood, *labels, *private)

    def several(self, on: Machine) -> None:
        kind = self.chance.choice(("joy", "storm"))
        texts = [part for _ in range(3) for part in ("-m", self.word())]
        on.do(kind, *texts, *(["--mine"] if kind == "joy" else []))

    def checkin(self, on: Machine) -> None:
        on.do("checkin", "Sam", "--heard", self.word(), "--voiced", self.word())

    def edit(self, on: Machine) -> None:
        if not (entries := on.entries()):
            return
        entry = self.chance.choice(entries)["id"]
        what = self.chance.choice(("words", "words", "tags", "mood", "star", "private"))
        match what:
            case "words":
                on.do("edit", entry, "-m", f"{self.word()}, on another evening")
            case "tags":
                on.may("edit", entry, "--tag", self.chance.choice(TAGS))
            case "mood":
                on.may("edit", entry, "--mood", str(self.chance.randint(1, 5)))
            case "star":
                on.may("edit", entry, self.chance.choice(("--star", "--no-star")))
            case _:
                on.may("edit", entry, self.chance.choice(("--private", "--no-private")))

    def trash(self, on: Machine) -> None:
        if entries := on.entries():
            on.do("delete", self.chance.choice(entries)["id"])

    def untrash(self, on: Machine) -> None:
        if trashed := on.do("trash", "list")["entries"]:
            on.do("trash", "restore", self.chance.choice(trashed)["id"])

    def purge(self, on: Machine) -> None:
        if entries := on.entries():
            self.purge_entry(on, self.chance.choice(entries)["id"])

    def purge_entry(self, on: Machine, entry: str) -> None:
        shown = str(on.do("show", entry, "--history"))
        self.gone |= {word for word in self.words if word in shown}
        on.do("delete", entry, "--purge", "--yes")

    def promise(self, on: Machine) -> None:
        promises = on.promises()
        if not promises or self.chance.random() < 0.4:
            to = self.some(PEOPLE, "--to", 1)
            on.do("promise", "add", f"{self.word()} before Friday's tea", *to)
            return
        promise = self.chance.choice(promises)["id"]
        what = self.chance.choice(("kept", "partly", "broken", "released", "undo", "edit"))
        if what == "edit":
            shown = str(on.do("promise", "show", promise))
            self.corrected |= {word for word in self.words if word in shown}
            on.do("promise", "edit", promise, f"{self.word()} and a call")
            return
        note = ["--note", self.word()] if what in ("kept", "partly", "broken") else []
        if not on.may("promise", what, promise, *note) and note:
            self.words.discard(note[1])  # it was closed before

    def small(self, on: Machine) -> None:
        day = self.moment.date()
        match self.chance.randrange(8):
            case 0:
                first = day + timedelta(days=self.chance.randint(2, 40))
                on.may("pause", f"{first}..{first + timedelta(days=1)}")
            case 1:
                on.may("pause", "--undo")
            case 2:
                on.do("sit", "--log", "10")
            case 3:
                on.do("pulse", "--set", f"presence={self.chance.randint(1, 5)}")
            case 4:
                on.do("prompt", "focus", self.chance.choice(("presence", "attunement")))
            case 5 if entries := on.entries():
                state = self.chance.choice(("--not-yet", "--said", "--mine"))
                on.may("unsaid", self.chance.choice(entries)["id"], state)
            case 6 if entries := on.entries():
                entry = self.chance.choice(entries)["id"]
                page = on.home / "page.txt"
                page.unlink(missing_ok=True)
                on.may("share", "--to", "Sam", "--line", entry, "--out", str(page), "--yes")
            case _:
                quote = self.chance.choice(("yes", "no"))
                person = self.chance.choice(PEOPLE)
                on.do("people", "set", person, "--every", "weekly", "--quote", quote)

    def habit(self, on: Machine) -> None:
        habits: tuple[Callable[[Machine], None], ...] = (
            *(self.answer, self.answer, self.answer, self.edit, self.edit, self.promise),
            *(self.promise, self.small, self.small, self.several, self.checkin),
            *(self.trash, self.untrash),
        )
        habit = self.chance.choice(habits)
        self.counted[habit.__name__] = self.counted.get(habit.__name__, 0) + 1
        habit(on)

    # --- the month ----------------------------------------------------------------------

    def begin(self) -> None:
        """Write on the laptop for a while, then on two machines."""
        for _ in range(5):
            self.answer(self.laptop)
        self.answer(self.desktop)
        for machine in self.machines:
            later = machine is self.laptop and self.carrier.needs_files
            if not later:
                self.carrier.connect(machine)
            machine.set_up()
            if later:
                self.carrier.connect(machine)
            self.carrier.carry()

    def evening(self) -> None:
        """Carry what there is, on most evenings, and go to bed."""
        if not self.offline and self.chance.random() < 0.8:
            self.carrier.carry()
        self.moment = (self.moment + timedelta(days=1)).replace(hour=8, minute=0)

    def day(self, number: int) -> None:
        """Live through a day, with what happens on it besides the habits."""
        happens: dict[int, Callable[[], object]] = {
            6: lambda: self.laptop.do("backup", str(self.laptop.home / "backup.db")),
            9: self.restore,
            11: self.cut_off,
            18: self.back_again,
            20: self.purge_what_was_edited_elsewhere,
            22: self.rename,
            24: self.edit_in_two_places,
            26: self.trash_what_was_edited_elsewhere,
        }
        happens.get(number, lambda: None)()
        if number % 6 == 4:
            self.purge(self.desktop)
        for machine in self.machines:
            for _ in range(self.chance.randint(2, 5)):
                self.habit(machine)
            machine.try_()

    def restore(self) -> None:
        """Go back to a copy from days ago; what was written since comes back from the folder."""
        self._equal()
        before = {entry["id"] for entry in self.laptop.entries()}
        self.laptop.do("backup", "restore", str(self.laptop.home / "backup.db"), "--yes")
        assert self.laptop.sync()["was_called"] == "laptop"
        assert {entry["id"] for entry in self.laptop.entries()} == before

    def cut_off(self) -> None:
        """Travel with the desktop for a week, without a connection."""
        self.offline = True
        self.carrier.stop(self.desktop)

    def back_again(self) -> None:
        self.offline = False
        self.carrier.go_on(self.desktop)
        self.carrier.carry()

    def _equal(self) -> None:
        """Sync until both machines know the same."""
        for _ in range(2):
            self.carrier.carry()
            for machine in self.machines:
                machine.sync()

    def purge_what_was_edited_elsewhere(self) -> None:
        """Delete an entry for good whose last edit, on the other machine, wasn't seen."""
        self.answer(self.laptop)
        self._equal()
        entry = self.laptop.entries()[0]["id"]
        self.desktop.do("edit", entry, "-m", f"{(unseen := self.word())} by the lake")
        self.purge_entry(self.laptop, entry)
        self._equal()
        assert unseen in self.desktop.drafts()
        assert unseen not in self.laptop.export()

    def rename(self) -> None:
        """Rename a tag here while it's given there."""
        self._equal()
        self.laptop.do("journal", "--free", "-m", self.word(), "--tag", "tea")
        self.laptop.do("tags", "rename", "tea", "supper")
        self.desktop.do("journal", "--free", "-m", self.word(), "--tag", "tea")
        self.laptop.may("people", "rename", "Kim", "Kit")
        self._equal()
        for machine in self.machines:
            assert machine.do("list", "--tag", "supper")["entries"]

    def edit_in_two_places(self) -> None:
        self.answer(self.laptop)
        self._equal()
        entry = self.laptop.entries()[0]["id"]
        for machine in self.machines:
            machine.do("edit", entry, "-m", f"{self.word()}, worded on the {machine.name}")
        self._equal()
        history = [str(machine.do("show", entry, "--history")) for machine in self.machines]
        assert history[0] == history[1]
        assert all(f"worded on the {machine.name}" in history[0] for machine in self.machines)

    def trash_what_was_edited_elsewhere(self) -> None:
        self.answer(self.laptop)
        self._equal()
        entry = self.laptop.entries()[0]["id"]
        self.laptop.do("delete", entry)
        self.desktop.do("edit", entry, "-m", f"{self.word()} in the rain")
        self._equal()
        assert entry in {each["id"] for each in self.laptop.entries()}

    # --- its end ------------------------------------------------------------------------

    def settle(self) -> None:
        """Carry everything and sync, until nothing moves any more."""
        for round_ in range(8):
            moved = 0
            for machine in self.machines:
                self.carrier.carry()
                done = machine.sync()
                moved += done["told"] + done["new"] + done["changed"] + done["others"]
            if not moved and round_ > 1:
                return
        raise AssertionError("it never ends")

    def check(self) -> None:
        """Check that both journals are equal, and that no word is lost."""
        first, second = (machine.export() for machine in self.machines)
        assert first == second
        kept = "\n".join([first, *(machine.drafts() for machine in self.machines)])
        for promise in self.laptop.promises():
            kept += str(self.laptop.do("promise", "show", promise["id"]))
        lost = {word for word in self.words - self.gone - self.corrected if word not in kept}
        assert not lost, [act for act in self.acts if any(word in act for word in lost)]
        back = {word for word in self.gone if word in first}
        assert not back, [act for act in self.acts if any(word in act for word in back)]
        for machine in self.machines:
            assert machine.try_("doctor").code == 0
            assert self.plain_names(machine) == self.plain_names(self.laptop)

    def plain_names(self, machine: Machine) -> set[str]:
        return {path.name for path in machine.folder.glob("*.trust*")}

    def live(self) -> None:
        self.begin()
        for number in range(1, DAYS + 1):
            self.day(number)
            self.evening()
        self.settle()
        self.check()

    def figures(self) -> str:
        """Tell in a few lines how the month was."""
        counted = ", ".join(f"{name} {number}" for name, number in sorted(self.counted.items()))
        files = [*self.laptop.folder.glob("*.trust")]
        size = sum(path.stat().st_size for path in files)
        return (
            f"{len(self.words)} words, {len(self.gone)} deleted for good, 0 lost;"
            f" {len(self.laptop.entries())} entries, {len(self.laptop.promises())} promises;"
            f" {len(files)} files, {size:,} bytes.\n{counted}"
        )


def wait_until(ready: Callable[[], bool], sleep: Callable[[float], None], seconds: float) -> None:
    """Wait for another program; fail if it takes much longer than it ever should."""
    for _ in range(int(seconds / 0.05)):
        with suppress(OSError):  # it may be renaming files at this moment
            if ready():
                return
        sleep(0.05)
    raise AssertionError("it takes too long")


def copies(folder: Path) -> list[Path]:
    """Return what engines leave when two machines change one file, which must never happen."""
    return [path for path in folder.rglob("*") if "conflict" in path.name.casefold()]


def is_installed(program: str) -> bool:
    return shutil.which(program) is not None
