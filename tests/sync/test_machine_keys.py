"""The machines of `test_machine`, which also change the key of the folder and forget each other."""

from __future__ import annotations

import os
import random  # noqa: TID251  # each history is made of one number
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import test_machine
from sync.test_machine import NAMES, PASSPHRASE, Killed, Machine, World
from trustjournal import services
from trustjournal.errors import KeyChanged, NotFound, Sealed, UsageError
from trustjournal.storage.writer import Transaction
from trustjournal.sync import encrypted_file, key_file, levels
from trustjournal.sync.folder import SyncFolder


class KeyMachine(Machine):
    """A machine whose owner knows all passphrases, and tries the newest first."""

    passphrases: list[str]

    def sync(self) -> services.sync_result.SyncResult:
        with closing(self.app()) as app:
            is_set_up = services.sync_folder.is_set_up(app)
        if not is_set_up:
            return self._join()
        with closing(self.app()) as app:
            for _ in range(20):
                if services.sync_keys.change_elsewhere(app) is None:
                    return services.sync_rekey.run(app, fetch=True)
                self._accept(app)
        raise AssertionError("it asks for passphrases for ever")

    def _join(self) -> services.sync_result.SyncResult:
        for passphrase in reversed(self.passphrases):
            with closing(self.app()) as app, suppress(Sealed):
                folder, name, _ = services.sync_setup.check_setup(app, self.folder, self.name)
                return services.sync_setup.setup(app, folder, name, passphrase).done
        # Two machines have just changed the key at the same time, and it isn't settled yet.
        return services.sync_result.SyncResult()

    def _accept(self, app: Any) -> None:
        for passphrase in reversed(self.passphrases):
            with suppress(Sealed):
                services.sync_keys.accept(app, passphrase)
                return
        raise AssertionError("no passphrase opens the new key")

    def change_key(self, lost: str | None) -> None:
        self.sync()
        with closing(self.app()) as app:
            if not services.sync_folder.is_set_up(app):
                return
        passphrase = f"passphrase {len(self.passphrases)}"
        self.passphrases.append(passphrase)
        with closing(self.app()) as app, suppress(KeyChanged):
            was_begun = services.sync_rekey.check(app, lost)
            services.sync_rekey.change_key(app, None if was_begun else passphrase, lost)


class KeyWorld(World):
    """Machines that change the key of their folder at any time, also at the same time."""

    def act(self) -> None:
        if self.chance.random() < 0.85:
            super().act()
            return
        machine = self.chance.choice(self.machines)
        assert isinstance(machine, KeyMachine)
        lost = self.chance.choice((None, *(name for name in NAMES if name != machine.name)))
        kill = self.chance.random() < 0.4
        with suppress(Killed, NotFound, UsageError), pytest.MonkeyPatch.context() as patch:
            if kill:
                self._kill_soon(patch)
            machine.change_key(lost)

    def _kill_soon(self, patch: pytest.MonkeyPatch) -> None:
        left = self.chance.randrange(12)

        def count_down() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed

        write, settle = SyncFolder._write, Transaction.settle

        def write_or_die(*argv: Any) -> None:
            count_down()
            write(*argv)
            count_down()

        def settle_or_die(store: Transaction) -> None:
            settle(store)
            count_down()

        patch.setattr(SyncFolder, "_write", write_or_die)
        patch.setattr(Transaction, "settle", settle_or_die)

    def check(self) -> None:
        super().check()
        if len(self._keys()) > 1:
            # Three changes at the same time may leave two keys that everyone knows. Another change
            # ends that.
            machine = self.machines[0]
            assert isinstance(machine, KeyMachine)
            machine.change_key(None)
            self.settle()
            super().check()
        assert len(self._keys()) == 1, "all machines have the same key in the end"

    def _keys(self) -> set[bytes]:
        """The current keys of the machines, after a check that their files have them."""
        keys = set()
        for machine in self.machines:
            with closing(machine.app()) as app:
                key = services.sync_folder.key_of(app)
                known = services.sync_folder.reader_of(app).files()
            keys.add(key.key)
            folder = SyncFolder(machine.folder)
            for file in known:
                path = folder.path / f"{file.name}.trust"
                if file.ours and file.known_at and not file.replaced_at and path.exists():
                    raw = path.read_bytes()
                    opened = encrypted_file.decrypt(raw, [key], key.journal, path.name)
                    assert opened.has_newest_key
        return keys


def live(root: Path, seed: int, steps: int) -> None:
    """Live through one history, and check how it ends."""
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "FILES_OF_A_LEVEL", 3)
        patch.setattr(test_machine, "Machine", KeyMachine)
        patch.setattr(KeyMachine, "passphrases", [PASSPHRASE], raising=False)
        # So that the same seed gives the same history: ids, keys, and the names of files.
        patch.setattr(os, "urandom", chance.randbytes)
        patch.setattr(key_file.new_key, "__defaults__", (chance.randbytes,))
        patch.setattr(key_file.changed_key, "__defaults__", (chance.randbytes,))
        defaults: Any = encrypted_file.encrypt.__kwdefaults__
        patch.setitem(defaults, "random_bytes", chance.randbytes)
        world = KeyWorld(root, chance)
        for _ in range(steps):
            world.act()
        world.settle()
        world.check()


@pytest.mark.some(4)
@pytest.mark.usefixtures("no_tracing")
@pytest.mark.parametrize("seed", range(20))
def test_all_end_with_the_same_journal_and_key(seed: int, tmp_path: Path) -> None:
    live(tmp_path, seed, 30)


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("machines")


@pytest.mark.torture
@pytest.mark.usefixtures("no_tracing")
@given(seed=st.integers(0, 2**32))
@settings(max_examples=500)
def test_all_end_with_the_same_journal_and_key_however_they_live(
    seed: int, root: Callable[[], Path]
) -> None:
    home = root()
    try:
        live(home, seed, 60)
    finally:
        shutil.rmtree(home)
