"""`trust export markdown`: a folder that can be refreshed, one file, or standard output."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import command, environment
from trustjournal.__main__ import main
from trustjournal.formats import markdown_out
from trustjournal.formats.exporters import EXPORTERS


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its id there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write(trust: Trust, day: str, text: str, *options: str) -> None:
    assert trust("journal", "--free", "-m", text, *options, now=f"{day}T21:00:00+01:00").code == 0


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "pages"


_JOURNAL: dict[str, bytes] = {}
"""The journal of `exported` once it was written, so that each test need not write it anew."""


@pytest.fixture
def exported(trust: Trust, home: Path, dest: Path) -> Path:
    """A folder of three days, one of them in another year."""
    if not _JOURNAL:
        write(trust, "2025-12-31", "old year")
        write(trust, "2026-11-20", "one", "--tag", "walk", "--mood", "3")
        write(trust, "2026-11-20", "two", "--tag", "rain", "--person", "Sam")
        write(trust, "2026-11-22", "three")
        _JOURNAL["file"] = (home / "journal.db").read_bytes()
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "journal.db").write_bytes(_JOURNAL["file"])
    assert trust("export", "markdown", str(dest)).code == 0
    return dest


# --- the folder ------------------------------------------------------------------------------------


def test_the_folder_has_a_file_a_day(exported: Path) -> None:
    assert list(files(exported)) == [
        ".trustjournal.json",
        "2025/.trustjournal.json",
        "2025/2025-12-31.md",
        "2026/.trustjournal.json",
        "2026/2026-11-20.md",
        "2026/2026-11-22.md",
    ]
    text = (exported / "2026" / "2026-11-20.md").read_text("utf-8")
    assert text.startswith(
        "---\ndate: 2026-11-20\ntags: [rain, walk]\npeople: [Sam]\nmoods: [3]\n"
        "format: trustjournal/1\n---\n\n## 21:00 Free\n\n<!-- trust: id="
    )
    assert text.index("one") < text.index("two")


def test_the_folder_is_for_its_owner_alone(exported: Path) -> None:
    for path in [exported, *exported.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_it_says_what_it_did(trust: Trust, exported: Path) -> None:
    result = trust("export", "markdown", str(exported))

    assert (result.code, result.err) == (0, "")
    assert result.out == (
        f"4 entries in {exported}, on 3 pages: nothing has changed since the last export\n"
    )


def test_exporting_twice_gives_the_same_bytes(trust: Trust, exported: Path, tmp_path: Path) -> None:
    before = files(exported)

    trust("export", "markdown", str(exported), now="2027-01-05T10:00:00+05:00")
    trust("export", "markdown", str(tmp_path / "elsewhere"))

    assert files(exported) == before
    assert files(tmp_path / "elsewhere") == before


def test_a_new_entry_changes_only_its_day(trust: Trust, exported: Path) -> None:
    before = files(exported)
    write(trust, "2026-11-22", "four")

    out = trust("export", "markdown", str(exported)).out

    after = files(exported)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {
        *(".trustjournal.json", "2026/.trustjournal.json", "2026/2026-11-22.md"),
    }
    assert "on 3 pages: 1 new or changed" in out


def test_a_file_changed_by_hand_is_kept_and_named(trust: Trust, exported: Path) -> None:
    page = exported / "2026" / "2026-11-22.md"
    page.write_text("my own notes\n", "utf-8")
    trust("edit", "last", "-m", "three, longer")

    for _ in range(2):
        result = trust("export", "markdown", str(exported))
        assert result.code == 0
        assert "2026/2026-11-22.md" in result.out
        assert "--force" in result.out
        assert page.read_text("utf-8") == "my own notes\n"

    forced = trust("export", "markdown", str(exported), "--force")
    assert "three, longer" in page.read_text("utf-8")
    assert "changed by hand" not in forced.out


def test_a_file_that_was_there_before_us_is_kept(trust: Trust, dest: Path) -> None:
    (dest / "2026").mkdir(parents=True)
    (dest / "2026" / "2026-11-22.md").write_text("not yours\n", "utf-8")
    write(trust, "2026-11-22", "mine")

    result = trust("export", "markdown", str(dest))

    assert (dest / "2026" / "2026-11-22.md").read_text("utf-8") == "not yours\n"
    assert "2026/2026-11-22.md" in result.out


@pytest.mark.parametrize("command", [("delete", "last"), ("edit", "last", "--private")], ids=str)
def test_a_page_goes_when_its_entries_go(
    trust: Trust, exported: Path, command: tuple[str, ...]
) -> None:
    gone = trust("list", "-n", "1", "--json").json["data"]["entries"][0]["id"]
    assert gone in (exported / "2026" / ".trustjournal.json").read_text("utf-8")
    trust(*command)

    result = trust("export", "markdown", str(exported))

    assert not (exported / "2026" / "2026-11-22.md").exists()
    assert "2026/2026-11-22.md" in result.out
    assert list(files(exported)) == [
        *(".trustjournal.json", "2025/.trustjournal.json", "2025/2025-12-31.md"),
        *("2026/.trustjournal.json", "2026/2026-11-20.md"),
    ]
    for index in (".trustjournal.json", "2026/.trustjournal.json"):
        assert "2026-11-22" not in (exported / index).read_text("utf-8")
        assert gone not in (exported / index).read_text("utf-8")


def test_a_page_without_entries_that_was_changed_by_hand_is_kept(
    trust: Trust, exported: Path
) -> None:
    page = exported / "2026" / "2026-11-22.md"
    page.write_text(page.read_text("utf-8") + "a note of mine\n", "utf-8")
    trust("delete", "last")

    result = trust("export", "markdown", str(exported))

    assert page.exists()
    assert "2026/2026-11-22.md" in result.out


def test_days_outside_the_span_are_left_alone(trust: Trust, exported: Path) -> None:
    before = files(exported)

    trust("export", "markdown", str(exported), "--from", "2026-11-22")
    trust("export", "markdown", str(exported), "--to", "2025-12-31")

    assert files(exported) == before


def test_a_span_takes_only_its_days(trust: Trust, exported: Path, tmp_path: Path) -> None:
    trust(
        *("export", "markdown", str(tmp_path / "some")),
        *("--from", "2026-11-20", "--to", "2026-11-21"),
    )

    assert list(files(tmp_path / "some")) == [
        *(".trustjournal.json", "2026/.trustjournal.json", "2026/2026-11-20.md"),
    ]


def test_private_entries_only_when_asked_for(trust: Trust, dest: Path) -> None:
    write(trust, "2026-11-22", "heliotrope", "--private", "--tag", "violet")
    write(trust, "2026-11-22", "open")

    without = trust("export", "markdown", str(dest))
    page = (dest / "2026" / "2026-11-22.md").read_text("utf-8")
    assert "heliotrope" not in page
    assert "violet" not in page
    assert "left out: 1 private entry (--include-private includes it)" in without.out

    trust("export", "markdown", str(dest), "--include-private")
    assert "heliotrope" in (dest / "2026" / "2026-11-22.md").read_text("utf-8")

    trust("export", "markdown", str(dest))
    assert (dest / "2026" / "2026-11-22.md").read_text("utf-8") == page


@pytest.mark.parametrize(
    "name",
    [
        "../victim.md",
        "2026/../../victim.md",
        "/tmp/victim.md",
        "2026/..\\victim.md",
        "reviews/../../victim.md",
        "victim.md",
        "2026/2026-11-22.md\n",
    ],
)
def test_a_hostile_manifest_reaches_nothing_outside(
    trust: Trust, exported: Path, tmp_path: Path, name: str
) -> None:
    from hashlib import blake2b

    content = b"precious"
    victims = [tmp_path / "victim.md", exported / "victim.md"]
    for victim in victims:
        victim.write_bytes(content)
    manifest = exported / ".trustjournal.json"
    document = json.loads(manifest.read_text("utf-8"))
    document["files"][name] = blake2b(content, digest_size=16).hexdigest()
    manifest.write_text(json.dumps(document), "utf-8")

    assert trust("export", "markdown", str(exported), "--force").code == 0

    assert [victim.read_bytes() for victim in victims] == [content, content]
    assert name not in json.loads(manifest.read_text("utf-8"))["files"]


@pytest.mark.parametrize(
    "manifest", ["", "[]", '{"files": []}', '{"files": {"2026/2026-11-22.md": 7}}', "\0\xff", "{"]
)
def test_a_broken_manifest_makes_every_page_one_to_keep(
    trust: Trust, exported: Path, manifest: str
) -> None:
    before = (exported / "2026" / "2026-11-22.md").read_bytes()
    (exported / ".trustjournal.json").write_text(manifest, "utf-8")
    trust("edit", "last", "-m", "changed")

    result = trust("export", "markdown", str(exported))

    assert result.code == 0
    assert (exported / "2026" / "2026-11-22.md").read_bytes() == before
    assert "2026/2026-11-22.md" in result.out


def test_a_link_in_the_folder_is_not_followed(trust: Trust, exported: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("precious", "utf-8")
    page = exported / "2026" / "2026-11-22.md"
    page.unlink()
    page.symlink_to(victim)

    trust("export", "markdown", str(exported), "--force")

    assert victim.read_text("utf-8") == "precious"


def test_no_temporary_file_is_left(exported: Path) -> None:
    assert not [name for name in files(exported) if name.endswith(".tmp")]


def test_an_empty_journal_is_said_kindly(trust: Trust, dest: Path) -> None:
    write(trust, "2026-11-22", "gone")
    assert trust("delete", "last", "--purge", "--yes").code == 0

    result = trust("export", "markdown", str(dest))

    assert (result.code, result.err) == (0, "")
    assert "0 entries" in result.out


# --- a journal that is not there, or is another ---------------------------------------------------


@pytest.mark.parametrize("copies", [True, False])
def test_without_its_journal_an_export_takes_no_page_away(
    trust: Trust, exported: Path, home: Path, copies: bool
) -> None:
    before = files(exported)
    (home / "journal.db").unlink()
    if copies:
        (home / "backups").mkdir()
        (home / "backups" / "20261122T200000Z-daily.db").write_bytes(_JOURNAL["file"])

    result = trust("export", "markdown", str(exported), "--force")

    assert (result.code, result.out) == (10, "")
    assert "there's no journal" in result.err
    assert files(exported) == before


@pytest.mark.parametrize("format_", ["json", "csv", "jrnl", "dayone", "markdown --single"])
def test_without_its_journal_an_export_replaces_no_file(
    trust: Trust, exported: Path, home: Path, tmp_path: Path, format_: str
) -> None:
    file = tmp_path / "all"
    trust("export", *format_.split(), str(file))
    before = file.read_bytes()
    (home / "journal.db").unlink()

    result = trust("export", *format_.split(), str(file), "--force")

    assert result.code == 10
    assert file.read_bytes() == before


def test_pages_of_another_journal_stay(trust: Trust, exported: Path, home: Path) -> None:
    before = files(exported)
    (home / "journal.db").unlink()
    write(trust, "2026-11-22", "a new beginning")

    result = trust("export", "markdown", str(exported))

    assert result.code == 2
    assert "from another journal" in result.err
    assert files(exported) == before
    assert trust("export", "markdown", str(exported), "--force").code == 0
    assert "a new beginning" in (exported / "2026" / "2026-11-22.md").read_text("utf-8")


@pytest.mark.parametrize("by", [(), ("--by", "month")])
def test_pages_with_words_that_a_restored_backup_lacks_stay(
    trust: Trust, home: Path, tmp_path: Path, by: tuple[str, ...]
) -> None:
    pages = tmp_path / "pages"
    write(trust, "2026-11-21", "a quiet morning")
    assert trust("backup", str(tmp_path / "copy.db")).code == 0
    write(trust, "2026-11-22", "what the evening brought")
    assert trust("export", "markdown", str(pages), *by).code == 0
    before = files(pages)
    (home / "journal.db").unlink()
    assert trust("backup", "restore", str(tmp_path / "copy.db"), "--yes").code == 0

    result = trust("export", "markdown", str(pages), *by)

    assert (result.code, files(pages)) == (2, before)
    assert "restored from a backup" in result.err
    assert trust("import", str(pages)).code == 0
    assert trust("export", "markdown", str(pages), *by).code == 0
    assert "what the evening brought" in "".join(
        path.read_text("utf-8") for path in pages.rglob("*.md")
    )


@pytest.mark.parametrize("way", ["edited", "removed", "moved"])
@pytest.mark.parametrize("lost", ["backup", "json"])
def test_a_page_with_words_that_the_journal_lacks_stays(
    trust: Trust, home: Path, tmp_path: Path, lost: str, way: str
) -> None:
    pages, old = tmp_path / "pages", tmp_path / "old"
    write(trust, "2026-11-21", "a quiet morning")
    save = ("backup", str(old)) if lost == "backup" else ("export", "json", str(old))
    assert trust(*save).code == 0
    assert trust("edit", "last", "-m", "what the evening brought").code == 0
    assert trust("export", "markdown", str(pages)).code == 0
    before = files(pages)["2026/2026-11-21.md"]
    (home / "journal.db").unlink()
    load = ("backup", "restore", str(old), "--yes") if lost == "backup" else ("import", str(old))
    assert trust(*load).code == 0
    if way == "removed":
        write(trust, "2026-11-22", "a new evening")
        assert trust("delete", "2026-11-21").code == 0
    elif way == "moved":
        assert trust("edit", "last", "-m", "yet another wording").code == 0

    for _ in range(2):  # the next export must know it too
        result = trust("export", "markdown", str(pages))
        assert (result.code, files(pages)["2026/2026-11-21.md"]) == (0, before)
        assert "words that aren't in your journal" in result.out
        assert "2026/2026-11-21.md" in result.out
    if way == "edited":
        assert trust("edit", "last", "-m", "what the evening brought").code == 0
        assert "aren't in your journal" not in trust("export", "markdown", str(pages)).out
    assert trust("export", "markdown", str(pages), "--force").code == 0


def test_pages_stay_when_the_home_folder_comes_back_from_an_older_backup(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    """The backup program of the computer put it back, and nothing in it says so."""
    pages = tmp_path / "pages"
    write(trust, "2026-11-21", "a quiet morning")
    shutil.copytree(home, tmp_path / "older")
    write(trust, "2026-11-22", "what the evening brought")
    assert trust("export", "markdown", str(pages)).code == 0
    before = files(pages)["2026/2026-11-22.md"]
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "older", home)
    write(trust, "2026-11-23", "a new evening")

    for _ in range(2):  # the next export must know it too
        result = trust("export", "markdown", str(pages))
        assert (result.code, files(pages)["2026/2026-11-22.md"]) == (0, before)
        assert "words that aren't in your journal" in result.out
    assert trust("import", str(pages)).code == 0
    assert "aren't in your journal" not in trust("export", "markdown", str(pages)).out


@pytest.mark.parametrize("way", ["delete", "trash"])
def test_pages_of_what_was_permanently_deleted_go(trust: Trust, tmp_path: Path, way: str) -> None:
    pages = tmp_path / "pages"
    for day in ("2026-11-20", "2026-11-21", "2026-11-22"):
        write(trust, day, f"what {day} brought")
    assert trust("export", "markdown", str(pages)).code == 0
    for day in ("2026-11-20", "2026-11-21"):
        if way == "delete":
            assert trust("delete", day, "--purge", "--yes").code == 0
        else:
            assert trust("delete", day).code == 0
            assert trust("trash", "empty", "--yes").code == 0

    result = trust("export", "markdown", str(pages))

    assert (result.code, [path.name for path in pages.rglob("*.md")]) == (0, ["2026-11-22.md"])


def test_after_an_import_into_a_new_journal_pages_with_more_entries_stay(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    pages, old = tmp_path / "pages", tmp_path / "old.json"
    write(trust, "2026-11-21", "a quiet morning")
    assert trust("export", "json", str(old)).code == 0
    write(trust, "2026-11-22", "what the evening brought")
    assert trust("export", "markdown", str(pages)).code == 0
    before = files(pages)
    (home / "journal.db").unlink()
    assert trust("import", str(old)).code == 0

    assert trust("export", "markdown", str(pages)).code == 2

    assert files(pages) == before


def test_a_page_whose_private_words_are_left_out_is_replaced_after_an_edit(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    """The words on the page are those of an earlier version without its private words."""
    pages = tmp_path / "pages"
    write(trust, "2026-11-21", "# The kettle\n\na quiet %%and secret%% morning")
    assert trust("export", "markdown", str(pages)).code == 0
    assert trust("edit", "last", "-m", "another wording").code == 0

    result = trust("export", "markdown", str(pages))

    assert "another wording" in (pages / "2026" / "2026-11-21.md").read_text("utf-8")
    assert "aren't in your journal" not in result.out


def _killed_export(trust: Trust, home: Path, tmp_path: Path) -> Path:
    """Two pages of an export that was killed before it wrote its manifest."""
    pages = tmp_path / "pages"
    write(trust, "2026-11-21", "a quiet morning")
    write(trust, "2026-11-22", "a loud one")
    killed = subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e",
         f"inject=rename:signal=KILL:when={_rename_of_the_manifest(home, tmp_path)}",
         *command("export", "markdown", str(pages))],
        env=environment(home, PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        check=False,
    )  # fmt: skip
    assert killed.returncode != 0
    assert not (pages / ".trustjournal.json").exists()
    return pages


needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="needs strace to kill at a call"
)


@needs_strace
def test_pages_of_an_export_that_was_killed_are_known_to_the_next(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    pages = _killed_export(trust, home, tmp_path)
    assert trust("edit", "last", "-m", "another wording").code == 0
    trust("delete", "2026-11-21")
    trust("trash", "empty", "--yes")

    assert trust("export", "markdown", str(pages)).code == 0
    assert trust("export", "markdown", str(pages)).code == 0

    found = "".join(path.read_text("utf-8") for path in pages.rglob("*.md"))
    assert ("another wording" in found, "loud" in found, "quiet" in found) == (True, False, False)
    assert not list(pages.rglob("*.progress"))


@needs_strace
@pytest.mark.parametrize("restored", [False, True], ids=["another journal", "a restored one"])
def test_pages_of_a_killed_export_stay_if_this_journal_may_lack_their_words(
    trust: Trust, home: Path, tmp_path: Path, restored: bool
) -> None:
    write(trust, "2026-11-20", "before")
    trust("backup", str(tmp_path / "copy.db"))
    pages = _killed_export(trust, home, tmp_path)
    (home / "journal.db").unlink()
    if restored:
        assert trust("backup", "restore", str(tmp_path / "copy.db"), "--yes").code == 0
    write(trust, "2026-11-22", "a new beginning")

    assert trust("export", "markdown", str(pages)).code == 0

    assert "a loud one" in (pages / "2026" / "2026-11-22.md").read_text("utf-8")


def _rename_of_the_manifest(home: Path, tmp_path: Path) -> int:
    """Return the number of the rename that puts the manifest in place, in a run elsewhere."""
    log = tmp_path / "log"
    subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-qq", "-o", str(log), "-e", "trace=rename",
         *command("export", "markdown", str(tmp_path / "elsewhere"))],
        env=environment(home, PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        check=True,
    )  # fmt: skip
    return len(log.read_text().splitlines())


def test_after_a_restore_pages_without_entries_go_as_before(
    trust: Trust, exported: Path, tmp_path: Path
) -> None:
    trust("backup", str(tmp_path / "copy.db"))
    trust("backup", "restore", str(tmp_path / "copy.db"), "--yes")
    assert trust("export", "markdown", str(exported)).code == 0
    trust("delete", "last")
    trust("trash", "empty", "--yes")
    assert trust("export", "markdown", str(exported)).code == 0
    trust("backup", "restore", str(tmp_path / "copy.db"), "--yes")
    trust("delete", "last")
    trust("trash", "empty", "--yes")
    assert trust("export", "markdown", str(exported)).code == 0


def test_pages_that_do_not_say_whose_they_are_go_with_the_second_export(
    trust: Trust, exported: Path
) -> None:
    manifest = exported / ".trustjournal.json"
    document = json.loads(manifest.read_text("utf-8"))
    del document["journal"]
    manifest.write_text(json.dumps(document), "utf-8")
    trust("delete", "last")

    assert trust("export", "markdown", str(exported)).code == 0
    assert (exported / "2026" / "2026-11-22.md").exists()
    assert trust("export", "markdown", str(exported)).code == 0
    assert not (exported / "2026" / "2026-11-22.md").exists()


# --- one file, one stream -----------------------------------------------------------------------------


def test_single_is_one_file_with_everything(trust: Trust, exported: Path, tmp_path: Path) -> None:
    single = tmp_path / "all.md"

    result = trust("export", "markdown", "--single", str(single))

    assert result.code == 0
    text = single.read_text("utf-8")
    assert text.startswith("---\nformat: trustjournal/1\n---\n\n# 2025-12-31\n\n## 21:00 Free\n")
    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        "# 2025-12-31",
        "# 2026-11-20",
        "# 2026-11-22",
    ]
    assert single.stat().st_mode & 0o077 == 0
    assert trust("export", "markdown", "-").out == text


def test_single_replaces_nothing_unless_forced(
    trust: Trust, exported: Path, tmp_path: Path
) -> None:
    single = tmp_path / "all.md"
    single.write_text("precious", "utf-8")

    refused = trust("export", "markdown", "--single", str(single))
    assert refused.code == 2
    assert "--force" in refused.err
    assert single.read_text("utf-8") == "precious"

    assert trust("export", "markdown", "--single", str(single), "--force").code == 0
    assert single.read_text("utf-8").startswith("---\n")


def test_a_stream_is_the_text_alone_and_the_rest_is_said_beside_it(trust: Trust) -> None:
    write(trust, "2026-11-22", "heliotrope", "--private")
    write(trust, "2026-11-22", "open")

    result = trust("export", "markdown", "-")

    assert result.out.startswith("---\nformat: trustjournal/1\n---\n")
    assert "heliotrope" not in result.out
    assert "left out" not in result.out
    assert "left out: 1 private entry" in result.err


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("pdf", "x"), 2),
        (("markdown", "-", "--single"), 2),
        (("markdown", "--single", "."), 2),
        (("markdown", "pyproject.toml"), 2),
        (("markdown", "--from", "nonsense"), 2),
        (("markdown", "x", "--from", "2026-11-20", "--to", "2026-11-10"), 2),
        (("markdown", "/proc/nowhere/x"), 74),
        (("markdown", "--single", "/proc/nowhere/x.md"), 74),
        (("markdown", "a" * 300), 74),
        (("markdown", "--single", "a" * 300), 74),
        (("markdown", "~nobody-of-that-name/x"), 74),
        (("markdown", ""), 2),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_cannot_be_exported_is_one_line(
    trust: Trust,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...],
    code: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("not a folder", "utf-8")
    write(trust, "2026-11-22", "one")

    result = trust("export", *args)

    assert "something went wrong" not in result.err
    assert (result.code, result.out) == (code, "")
    assert len(result.err.splitlines()) == 1


# --- bodies that look like ours ------------------------------------------------------------------------

LOOKALIKES = [
    "## 22:10 Presence",
    "## 22:10",
    "<!-- trust: id=abc kind=free -->",
    "# 2026-11-22",
    "\\## 22:10 Presence",
    "\\\\<!-- trust: id=abc -->",
]


@pytest.mark.parametrize("line", LOOKALIKES)
def test_a_line_that_looks_like_ours_is_escaped(trust: Trust, line: str) -> None:
    write(trust, "2026-11-22", f"before\n{line}\nafter")

    out = trust("export", "markdown", "-").out.splitlines()

    assert f"\\{line}" in out
    assert out.count("after") == 1
    assert sum(found.startswith("## ") for found in out) == 1
    assert sum(found.startswith("<!-- trust: ") for found in out) == 1
    assert sum(found.startswith("# ") for found in out) == 1


@pytest.mark.parametrize(
    "line",
    [
        "## A heading",
        "# Heading",
        "<!-- a comment -->",
        "---",
        "> quoted",
        "## 9:30 bus",
        " # 2026-11-22",
    ],
)
def test_other_lines_stay_as_they_were_typed(trust: Trust, line: str) -> None:
    write(trust, "2026-11-22", f"before\n{line}\nafter")
    assert f"before\n{line}\nafter\n" in trust("export", "markdown", "-").out


def test_tags_cannot_end_the_comment(trust: Trust) -> None:
    write(trust, "2026-11-22", "x", "--tag", "--> **bold** <!--", "--person", "a: [b], #c")

    out = trust("export", "markdown", "-").out

    (comment,) = (line for line in out.splitlines() if line.startswith("<!-- trust:"))
    assert comment.count("-->") == 1
    assert comment.endswith("-->")


def test_a_comment_is_short_and_the_rest_is_in_the_index(trust: Trust, dest: Path) -> None:
    more = ("--tag", "walk", "--mood", "4", "--closeness", "3", "--person", "Sam")
    write(trust, "2026-11-22", "> quoted, and no question", *more)
    trust("journal", "--answer", "-m", "An answer.", "--practice", "presence")
    trust("export", "markdown", str(dest))

    text = (dest / "2026" / "2026-11-22.md").read_text("utf-8")
    comments = [line for line in text.splitlines() if line.startswith("<!--")]
    ids = [comment.split("id=")[1][:20] for comment in comments]
    assert comments == [
        f"<!-- trust: id={ids[0]} question=0 -->",
        f"<!-- trust: id={ids[1]} -->",
    ]
    index = json.loads((dest / "2026" / ".trustjournal.json").read_text("utf-8"))
    assert list(index["pages"]["2026-11-22.md"]) == ids
    assert index["pages"]["2026-11-22.md"][ids[0]]["closeness"] == 3
    front = text.split("---\n")[1]
    assert "people: [Sam]\npractices: [presence]\nmoods: [4]\n" in front


def test_an_index_keeps_what_it_says_of_pages_that_stay(trust: Trust, exported: Path) -> None:
    def indexed() -> dict[str, list[str]]:
        document = json.loads((exported / "2026" / ".trustjournal.json").read_text("utf-8"))
        return {page: list(entries) for page, entries in document["pages"].items()}

    before = indexed()
    assert trust("export", "markdown", str(exported), "--from", "2026-11-22").code == 0
    assert indexed() == before

    page = exported / "2026" / "2026-11-22.md"
    page.write_text(page.read_text("utf-8") + "a note of mine\n", "utf-8")
    trust("delete", "last")
    trust("export", "markdown", str(exported))
    assert indexed() == before, "a page that was changed by hand can still be imported exactly"
    trust("export", "markdown", str(exported), "--force")
    assert list(indexed()) == ["2026-11-20.md"]


def test_a_foreign_file_in_the_place_of_an_index_is_kept(trust: Trust, exported: Path) -> None:
    index = exported / "2026" / ".trustjournal.json"
    index.write_text("mine\n", "utf-8")

    result = trust("export", "markdown", str(exported))

    assert index.read_text("utf-8") == "mine\n"
    assert "2026/.trustjournal.json" in result.out
    assert trust("export", "markdown", str(exported), "--force").code == 0
    assert "pages" in index.read_text("utf-8")


def test_pages_of_months_with_a_page_that_leads_to_them(trust: Trust, exported: Path) -> None:
    write(trust, "2026-10-02", "earlier")
    result = trust("export", "markdown", str(exported), "--by", "month")

    assert list(files(exported)) == [
        *(".trustjournal.json", "2025/.trustjournal.json", "2025/2025-12.md"),
        *("2026/.trustjournal.json", "2026/2026-10.md", "2026/2026-11.md", "index.md"),
    ]
    assert "gone or on other pages: 2025/2025-12-31.md" in result.out
    month = (exported / "2026" / "2026-11.md").read_text("utf-8")
    assert month.startswith("---\nmonth: 2026-11\ntags: [rain, walk]\npeople: [Sam]\nformat:")
    assert month.count("\n# 2026-11-20\n") == 1
    assert (exported / "index.md").read_text("utf-8") == (
        "---\npage: contents\nformat: trustjournal/1\n---\n\n# Journal\n"
        "\n## 2025\n\n- [December](2025/2025-12.md)\n"
        "\n## 2026\n\n- [October](2026/2026-10.md)\n- [November](2026/2026-11.md)\n"
    )
    before = files(exported)
    assert "nothing has changed" in trust("export", "markdown", str(exported), "--by", "month").out
    assert files(exported) == before
    trust("export", "markdown", str(exported))
    assert not (exported / "index.md").exists()


@pytest.mark.parametrize("argv", [("markdown", "-"), ("json", "x"), ("markdown", "x", "--single")])
def test_months_are_for_a_folder(trust: Trust, argv: tuple[str, ...]) -> None:
    write(trust, "2026-11-22", "x")

    assert "--by is for a folder" in trust("export", *argv, "--by", "month").err
    assert "can't be week; use day or month" in trust("export", "markdown", "--by", "week").err


@pytest.mark.parametrize(
    ("tag", "accepted"),
    [
        *(("walk", "walk"), ("long walk", "long-walk"), ("2026", "tag-2026"), ("a/b", "a/b")),
        *(("1-2", "tag-1-2"), ("été!", "été"), ("日本", "日本"), ("#", ""), ("- -", "")),
    ],
)
def test_a_tag_becomes_one_that_obsidian_accepts(tag: str, accepted: str) -> None:
    assert markdown_out.tag_of(tag) == accepted


def test_labels_are_sound_yaml(trust: Trust, dest: Path) -> None:
    import yaml

    labels = [
        "no",
        "12:30",
        "{x}",
        "a: b",
        "'",
        '"',
        "#",
        "- dash",
        "é",
        "2026-11-22",
        "a, b",
        "*x",
    ]
    options = [option for label in labels for option in ("--person", label)]
    write(trust, "2026-11-22", "x", *options)
    trust("export", "markdown", str(dest))

    text = (dest / "2026" / "2026-11-22.md").read_text("utf-8")
    front = yaml.safe_load(text.split("---\n")[1])
    assert sorted(front["people"]) == sorted(label for label in labels if label != "#")


class Terminal(io.StringIO):
    """Standard output with someone in front of it."""

    def isatty(self) -> bool:
        return True


def test_at_a_terminal_no_control_character_gets_through(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(trust, "2026-11-22", "\x1b]52;c;aGVsbG8=\x07\x1b[2J")
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "dumb")

    assert main(["export", "markdown", "-"]) == 0

    assert "\x1b" not in screen.getvalue()


def test_without_a_format_they_are_listed(trust: Trust, tmp_path: Path) -> None:
    listed = trust("export")
    assert (listed.code, listed.err) == (0, "")
    for name in EXPORTERS:
        assert re.search(f"^ *trust export {name}  +[a-z]", listed.out, re.MULTILINE)
    formats = trust("export", "--json").json["data"]["formats"]
    assert [row["format"] for row in formats] == list(EXPORTERS)


def test_the_first_export_counts_pages(trust: Trust, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "One.")
    out = trust("export", "markdown", str(tmp_path / "pages")).out
    assert out.endswith(f"1 entry in {tmp_path / 'pages'}, on 1 page\n")


def test_a_promise_to_someone_is_left_out_under_that_name(trust: Trust, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "One.")
    trust("promise", "add", "Ring", "--to", "Sam")
    trust("promise", "kept", "ring")
    for format_ in ("json", "html"):
        done = trust("export", format_, str(tmp_path / f"out.{format_}"))
        said = " ".join((done.out + done.err).split())
        assert "1 promise made to someone" in said
        assert "private promise" not in said
