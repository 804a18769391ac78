"""`trust config`: settings, and a file that is broken."""

from __future__ import annotations

import os
import re
import threading
import tomllib
from pathlib import Path

import platformdirs
import pytest

from conftest import Trust
from trustjournal import config, paths
from trustjournal.config import KEYS, MEANINGS


def settings_file(home: Path, text: str | bytes) -> Path:
    home.mkdir(exist_ok=True)
    path = home / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_list_tells_every_setting_and_what_it_takes(trust: Trust, home: Path) -> None:
    result = trust("config", "list")

    assert (result.code, result.err) == (0, "")
    told = " ".join(result.out.split())
    for name, key in KEYS.items():
        assert f"{name} = " in told
        assert key.takes in told
    assert not home.exists()
    assert list(trust("config", "list", "--json").json["data"]["settings"]) == list(KEYS)


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("day_starts_at", "05:30", "05:30"),
        ("day_starts_at", "0:00", "00:00"),
        ("day_starts_at", "6:00", "06:00"),
        ("editor", "nvim -n", "nvim -n"),
        ("person", "  Sam ", "Sam"),
        ("person", "", ""),
        ("context", "friend", "friend"),
        ("packs", "emotional-trust, emotional-trust", "emotional-trust"),
        ("packs", "", ""),
        ("language", "pt-BR", "pt-BR"),
        ("streaks", "off", "off"),
        ("ask_mood", "NO", "off"),
        ("ask_closeness", "true", "on"),
        ("plain", "yes", "on"),
        ("safety_line", "Call 000 [/bold]", "Call 000 [/bold]"),
    ],
)
def test_what_is_set_is_what_is_got(trust: Trust, name: str, value: str, stored: str) -> None:
    result = trust("config", "set", name, value)

    assert (result.code, result.err) == (0, "")
    assert result.out == f"{name} = {stored}\n"
    assert trust("config", "get", name).out == f"{stored}\n"
    assert trust().err == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day_starts_at", "06:01"),
        ("day_starts_at", "24:00"),
        ("day_starts_at", "4"),
        ("context", "married"),
        ("packs", "Bad_Name"),
        ("packs", "../x"),
        ("packs", "nowhere"),
        ("language", "english!"),
        ("streaks", "perhaps"),
        ("person", "a\nb"),
        ("person", "\x1b[31m"),
        ("editor", '"open quote'),
        ("journal", "~nobody-of-that-name/x.db"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(
    trust: Trust, home: Path, name: str, value: str
) -> None:
    before = trust("config", "get", name).out

    result = trust("config", "set", name, value)

    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert name in result.err
    assert "\x1b" not in result.err
    assert not (home / "config.toml").exists()
    assert trust("config", "get", name).out == before


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("safety_line", "two\nlines", "safety_line can't be two lines; use text on one line"),
        ("remind_says", "a\tb", "use text (80 characters at most) on one line"),
        ("person", "a\nb", "use a name or alias on one line"),
        ("editor", "vim 'x", "editor can't be vim 'x, because a quote in it isn't closed"),
        ("journal", "~nobody-of-that-name/x.db", "there's no user called nobody-of-that-name"),
    ],
)
def test_a_value_of_the_right_kind_is_refused_with_the_reason(
    trust: Trust, name: str, value: str, reason: str
) -> None:
    result = trust("config", "set", name, value)

    assert reason in result.err


@pytest.mark.parametrize("command", ["get", "set"])
def test_a_key_nobody_knows_is_refused_with_those_there_are(trust: Trust, command: str) -> None:
    result = trust("config", command, "streak", *(["on"] if command == "set" else []))

    assert result.code == 2
    assert "streaks" in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    "value",
    [
        "closeness",
        "closeness friends-and-family illness",
        "far-apart closeness",
        "far-apart illness closeness",
    ],
)
def test_comments_in_a_list_stay(trust: Trust, home: Path, value: str) -> None:
    before = (
        "packs = [ # why\n"
        '  "closeness", # the idea of a friend\n'
        "  # a line of its own\n"
        '  "friends-and-family" # the last\n'
        "  # below it\n"
        "] # the end\n"
    )
    path = settings_file(home, before)

    assert trust("config", "set", "packs", value).code == 0

    text = path.read_text("utf-8")
    assert tomllib.loads(text)["packs"] == value.split()
    for comment in re.findall("#.*", before):
        assert text.count(comment) == 1


def test_comments_and_order_stay(trust: Trust, home: Path) -> None:
    path = settings_file(home, '# mine\nperson = "Kim" # a note\n\nstreaks = true\n')

    trust("config", "set", "person", "Sam")

    assert path.read_text("utf-8") == '# mine\nperson = "Sam" # a note\n\nstreaks = true\n'


LIST = """\
person = "Kim" # me
packs = [ # why
  # first of all
  "joys", # Sam's idea
  'after-a-conflict', "far-apart", # two
  # so far
] # after
# below
streaks = true
"""


@pytest.mark.parametrize(
    ("packs", "lines"),
    [
        ("joys", ['  "joys", # Sam\'s idea', "  # two", "  # so far"]),
        ("after-a-conflict", ["  # Sam's idea", '  "after-a-conflict", # two', "  # so far"]),
        (
            "after-a-conflict joys",
            ["  # Sam's idea", "  # two", "  # so far", '  "after-a-conflict",', '  "joys",'],
        ),
        (
            "joys after-a-conflict far-apart emotional-trust",
            [
                *('  "joys", # Sam\'s idea', '  "after-a-conflict", "far-apart", # two'),
                *("  # so far", '  "emotional-trust",'),
            ],
        ),
        ("", ["  # Sam's idea", "  # two", "  # so far"]),
    ],
)
def test_comments_in_a_list_stay_beside_their_values(
    trust: Trust, home: Path, packs: str, lines: list[str]
) -> None:
    path = settings_file(home, LIST)

    assert trust("config", "set", "packs", packs).code == 0

    begin, rest = LIST.split("  # first of all\n")
    end = rest[rest.index("] # after") :]
    assert path.read_text("utf-8") == "\n".join([f"{begin}  # first of all", *lines, end])
    assert trust("config", "get", "packs").out.strip() == packs


def test_comments_in_a_list_stay_when_a_pack_is_turned_on_or_off(trust: Trust, home: Path) -> None:
    path = settings_file(home, LIST)
    assert trust("packs", "disable", "joys").code == 0
    assert trust("packs", "enable", "joys").code == 0
    text = path.read_text("utf-8")
    for comment in re.findall("#.*", LIST):
        assert text.count(comment) == 1, text


def test_the_settings_are_for_their_owner_alone(trust: Trust, home: Path) -> None:
    trust("config", "set", "person", "Sam")

    assert (home / "config.toml").stat().st_mode & 0o177 == 0
    assert home.stat().st_mode & 0o077 == 0


def test_path_tells_where(trust: Trust, home: Path) -> None:
    assert trust("config", "path").out == f"{home}/config.toml\n"
    assert trust("config", "path", "--json").json["data"]["path"] == f"{home}/config.toml"


def test_several_problems_are_counted(trust: Trust, home: Path) -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "config.toml").write_text("foo = 1\nperson = [1]\n", "utf-8")
    assert "unknown setting, foo; it is ignored (and 1 more problem)" in trust("list").err
    (home / "config.toml").write_text("foo = 1\nperson = [1]\npacks = 7\n", "utf-8")
    assert "(and 2 more problems)" in trust("list").err


# --- a file that is broken never stops anyone ---------------------------------------------------------

BROKEN = {
    "not TOML": (b"person = 'x'\nstreaks = = 3", "config.toml, line 2 isn't valid TOML"),
    "an open quote": (b'person = "Sam\nstreaks = true\n', "config.toml, line 1 isn't valid TOML"),
    "a word in a value": (b'person = "my journal"\nstreaks = = 3', "line 2 isn't valid TOML"),
    "a word in a comment": (b"# journal = 1\nstreaks = = 3", "line 2 isn't valid TOML"),
    "an unknown key": (b'streak = "on"', "unknown setting, streak"),
    "a bad value": (b'day_starts_at = "noon"', "allowed: a time from 00:00 to 06:00"),
    "a value of another kind": (b"person = [1, 2]", "the setting person in"),
    "a table": (b"[streaks]\nx = 1", "the setting streaks in"),
    "a number": (b"packs = 7", "the setting packs in"),
    "escapes in a key": (b'"\\u001b[31mred" = 1', "unknown setting"),
    "a nested bomb": (b"x = " + b"[" * 3000, "isn't valid TOML"),
    "a long number": (b"x = " + b"9" * 5000, "isn't valid TOML"),
    "a long number for a setting": (b"language = 0x" + b"9" * 5000, "the setting language in"),
    "a deep table": (b"language" + b".a" * 3000 + b" = 1", "the setting language in"),
}


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize(
    "command",
    [
        (),
        ("journal", "-m", "x"),
        ("streak",),
        ("list",),
        ("review",),
        ("pulse",),
        ("config", "list"),
    ],
    ids=" ".join,
)
@pytest.mark.some(30)
def test_a_broken_file_is_one_warning_and_the_default_holds(
    trust: Trust, home: Path, how: str, command: tuple[str, ...]
) -> None:
    content, said = BROKEN[how]
    path = settings_file(home, content)

    result = trust(*command)

    assert result.code == 0
    assert len(result.err.splitlines()) == 1
    assert result.err.startswith("trust: ")
    assert said in result.err
    assert "\x1b" not in result.err
    assert path.read_bytes() == content


def test_several_things_wrong_are_still_one_warning(trust: Trust, home: Path) -> None:
    settings_file(home, 'a = 1\nb = 2\nperson = "Sam"\nstreaks = "perhaps"\n')

    result = trust()

    assert len(result.err.splitlines()) == 1
    assert "and 2 more" in result.err
    assert trust("config", "get", "person").out == "Sam\n"


@pytest.mark.parametrize(
    "text",
    ["person = \n# precious", f"x = {'9' * 5000}", f"x = {'[' * 3000}"],
    ids=["not TOML", "a long number", "a nested bomb"],
)
def test_set_does_not_replace_a_broken_file(trust: Trust, home: Path, text: str) -> None:
    path = settings_file(home, text)

    result = trust("config", "set", "person", "Sam")

    assert (result.code, result.out) == (74, "")
    assert "fix it or move it away first" in result.err
    assert len(result.err.splitlines()) == 1
    assert path.read_text("utf-8") == text


def test_a_long_number_in_the_settings_costs_no_words_and_is_found(
    trust: Trust, home: Path
) -> None:
    path = settings_file(home, f"x = {'9' * 5000}")

    assert trust("journal", "--free", stdin="words").code == 0
    assert trust("show").out.count("words") == 1
    assert str(path) in trust("doctor", "--json").out
    assert trust("safety").code == 0


def test_a_day_written_as_a_toml_time_is_understood(trust: Trust, home: Path) -> None:
    settings_file(home, "day_starts_at = 05:00:00\n")

    assert trust("config", "get", "day_starts_at").out == "05:00\n"


@pytest.mark.parametrize("text", ['person = "Sam"\n', 'journal = "mine.db"\n', ""])
def test_a_byte_order_mark_changes_nothing(trust: Trust, home: Path, text: str) -> None:
    settings_file(home, b"\xef\xbb\xbf" + text.encode())

    assert trust("journal", "-m", "x").err == ""
    assert (home / "mine.db").exists() == ("journal" in text)
    assert trust("config", "set", "streaks", "off").code == 0
    assert (trust("config", "get", "streaks").out, trust().err) == ("off\n", "")
    assert trust("config", "get", "person").out == ("Sam\n" if "Sam" in text else "\n")


# --- settings that may say where the journal is, and can't be read -----------------------------------

PLACE = 'journal = "elsewhere/mine.db"\n'
HIDDEN: dict[str, tuple[str | bytes, int]] = {
    "a broken line after it": (f"{PLACE}streaks = = 3\n", 2),
    "a broken line before it": (f"streaks = = 3\n{PLACE}", 1),
    "an open quote": (f'person = "Sam\n{PLACE}', 1),
    "an open quote on its line": ('journal = "elsewhere/mine.db\n', 1),
    "an open quote it is in": ('person = "Sam journal = "/x"\n', 1),
    "three open quotes": (f'person = """Sam\n{PLACE}', 2),
    "quotes that swallow it": (f'person = """Sam\n{PLACE}safety_line = """\n', 2),
    "no equals sign": ('journal "elsewhere/mine.db"\n', 1),
    "a colon": ("journal: elsewhere/mine.db\n", 1),
    "set twice": (PLACE * 2, 2),
    "a quoted key": ('"journal" = "x"\nstreaks = = 3\n', 2),
    "escapes in its key": ('"\\u006aournal" = "x"\nstreaks = = 3\n', 2),
    "a dotted key": ('journal.path = "x"\n', 1),
    "a table": ('[journal]\npath = "x"\n', 1),
    "below a table": (f"[trust]\n{PLACE}", 2),
    "in a table": ('trust = { journal = "x" }\n', 1),
    "in capitals": ('Journal = "x"\n', 1),
    "a number": ("journal = 7\n", 1),
    "a list": ('journal = ["x"]\n', 1),
    "unprintable": ('journal = "a\\u0007b"\n', 1),
    "a byte order mark inside": (f'person = "Sam"\n\ufeff{PLACE}', 2),
    "old line ends": ('# mine\rjournal = "x"\r', 1),
    "cut off in its key": ('person = "Sam"\njourn', 2),
    "latin-1": ('person = "Zo\xeb"\n'.encode("latin-1"), 1),
    "UTF-16": (PLACE.encode("utf-16"), 1),
    "random bytes": (bytes(range(128, 256)), 1),
    "zeros": (bytes(100), 1),
}
WRITES_OR_READS = [
    ("journal", "--free", "-m", "heliotrope"),
    ("journal",),
    ("promise", "add", "heliotrope"),
    ("storm", "-m", "heliotrope"),
    ("import", "-"),
    ("list",),
    ("backup",),
    ("encrypt",),
    (),
]


def refused_everywhere(trust: Trust, home: Path, named: str) -> None:
    """Nothing is read or written, and one line says what to fix."""
    before = {path: path.stat().st_size for path in home.rglob("*") if path.is_file()}
    for argv in WRITES_OR_READS:
        words = "[2024-01-01 10:00] heliotrope\n"
        refused = trust(*argv, stdin=words)
        # Words that may be for an encrypted journal are written nowhere; their owner has them back.
        back = words if argv == ("journal",) else "heliotrope" if "heliotrope" in argv else ""
        assert (refused.code, refused.err.count("\n")) == (2, 1), (argv, refused)
        assert refused.out.strip() == back.strip(), (argv, refused)
        assert named in refused.err
        assert "heliotrope" not in refused.err
    assert {path: path.stat().st_size for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("how", HIDDEN)
def test_where_the_journal_may_be_set_nothing_is_written_elsewhere(
    trust: Trust, home: Path, how: str
) -> None:
    content, line = HIDDEN[how]
    path = settings_file(home, content)

    refused_everywhere(trust, home, f"{path}, line {line}")

    for argv in (("config", "list"), ("config", "path"), ("safety",), ("--help",), ("--version",)):
        assert trust(*argv).code == 0
    assert trust("about").code == 0
    assert trust("about", "--json").json["data"]["journal"] is None
    told = trust("doctor", "--json")
    assert (told.code, told.err) == (1, "")
    assert any(
        each["level"] == "error" and f"{path}, line {line}" in each["text"]
        for each in told.json["data"]["findings"]
    )


@pytest.mark.parametrize(
    "how", ["a folder", "a pipe", "a link to nowhere", "a folder that is gone"]
)
def test_settings_that_cannot_be_read_at_all_stop_too(
    trust: Trust, home: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    path = home / "config.toml"
    if how == "a folder":
        path.mkdir()
    elif how == "a pipe":
        os.mkfifo(path)
    elif how == "a link to nowhere":
        path.symlink_to(tmp_path / "unmounted" / "config.toml")
    else:
        monkeypatch.delenv("TRUST_HOME")
        (tmp_path / "conf").mkdir()
        (tmp_path / "conf" / "trustjournal").symlink_to(tmp_path / "unmounted")
        found = {"config": tmp_path / "conf" / "trustjournal"}
        for name in ("data", "state", "config"):
            place = found.get(name, home)
            monkeypatch.setattr(
                platformdirs, f"user_{name}_path", lambda *_, place=place, **__: place
            )
        path = tmp_path / "conf" / "trustjournal" / "config.toml"

    refused_everywhere(trust, home, str(path))

    assert trust("config", "list").code == 0
    assert trust("doctor").code == 1


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_settings_without_permission_stop_too(trust: Trust, home: Path) -> None:
    path = settings_file(home, PLACE)
    path.chmod(0)

    refused_everywhere(trust, home, str(path))


def test_words_are_not_kept_readable_where_the_encrypted_journal_is_elsewhere(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    env = {"TRUST_PASSPHRASE": "five quiet words"}
    trust("config", "set", "journal", str(tmp_path / "safe" / "mine.db"))
    trust("journal", "--free", "-m", "before")
    assert trust("encrypt", "--remove-plaintext", env=env).code == 0
    path = home / "config.toml"
    path.write_text(path.read_text("utf-8") + "streaks = = 3\n", "utf-8")

    refused_everywhere(trust, home, f"{path}, line 2")
    for argv in (["journal"], ["journal", "--nonsense"]):
        trust(*argv, stdin="heliotrope", env=env)
        everything = (file.read_bytes() for file in home.rglob("*") if file.is_file())
        assert not any(b"heliotrope" in content for content in everything)


# --- a settings file that is a link ------------------------------------------------------------------


@pytest.mark.parametrize("how", ["absolute", "relative", "dangling", "a chain"])
def test_set_writes_through_a_link(trust: Trust, home: Path, tmp_path: Path, how: str) -> None:
    home.mkdir()
    path, target = home / "config.toml", tmp_path / "dotfiles" / "trust.toml"
    target.parent.mkdir()
    if how != "dangling":
        target.write_text("# mine\nstreaks = true\n", "utf-8")
    if how == "relative":
        path.symlink_to(Path("..") / "dotfiles" / "trust.toml")
    elif how == "a chain":
        (tmp_path / "between").symlink_to(target)
        path.symlink_to(tmp_path / "between")
    else:
        path.symlink_to(target)
    to = path.readlink()

    for name in ("Sam", "Kim"):
        assert trust("config", "set", "person", name).code == 0

    assert (path.is_symlink(), path.readlink()) == (True, to)
    assert not target.is_symlink()
    begun = "" if how == "dangling" else "# mine\nstreaks = true\n"
    assert target.read_text("utf-8") == f'{begun}person = "Kim"\n'
    assert [each.name for each in target.parent.iterdir()] == ["trust.toml"]
    assert trust("journal", "-m", "x").code == 0


def test_a_link_in_a_circle_is_refused(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").symlink_to(home / "config.toml")

    refused = trust("config", "set", "person", "Sam")

    assert (refused.code, refused.err.count("\n")) == (74, 1)
    assert (home / "config.toml").is_symlink()
    refused_everywhere(trust, home, str(home / "config.toml"))


# --- another place for the journal ---------------------------------------------------------------------


def test_the_journal_can_live_elsewhere(trust: Trust, home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "sealed" / "mine.db"
    trust("config", "set", "journal", str(elsewhere))

    assert trust("journal", "-m", "x").code == 0

    assert elsewhere.exists()
    assert not (home / "journal.db").exists()
    assert elsewhere.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kind", ["a folder", "below a file", "nobody's home", "a circle", "long"])
def test_a_journal_path_that_cannot_be_used_is_one_line(
    trust: Trust, home: Path, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    place = {
        "a folder": str(tmp_path),
        "below a file": str(tmp_path / "file" / "journal.db"),
        "nobody's home": "~nobody-of-that-name/journal.db",
        "a circle": str(tmp_path / "circle"),
        "long": str(tmp_path / ("a" * 300)),
    }[kind]
    settings_file(home, f'journal = "{place}"\n')

    for command in (("journal", "-m", "heliotrope"), ("list",), ()):
        result = trust(*command)
        assert result.code == 74, result.err
        assert result.out == ("heliotrope" if "-m" in command else "")
        assert len(result.err.splitlines()) == 1
        assert "heliotrope" not in result.err


def test_two_programs_that_set_something_at_once_both_do(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = paths.write_atomic
    others: list[threading.Thread] = []

    def other() -> None:
        path = home / "config.toml"
        config.store(path, "safety_line", "a number", packs=lambda: ())

    def write(path: Path, content: bytes) -> None:
        if not others:
            others.append(threading.Thread(target=other))
            others[0].start()  # it reads before this is written, unless it has to wait
            others[0].join(0.2)
        whole(path, content)

    monkeypatch.setattr(config, "write_atomic", write)
    assert trust("config", "set", "person", "Sam").code == 0
    others[0].join()
    found = config.load(home / "config.toml")[0]
    assert (found.person, found.safety_line) == ("Sam", "a number")


def test_a_word_for_a_setting_means_one_there_is() -> None:
    assert set(MEANINGS.values()) <= set(KEYS)
    assert not set(MEANINGS) & set(KEYS)


def test_a_language_without_questions_is_set_with_those_there_are(trust: Trust) -> None:
    done = trust("config", "set", "language", "xx")
    assert (done.code, done.err) == (0, "")
    said = " ".join(done.out.split())
    assert "no questions in “xx”, so you get English ones." in said
    assert "There are questions in de, en, es, fr and pt-BR." in said
    assert "no questions" not in trust("config", "set", "language", "de-CH").out
