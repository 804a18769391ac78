"""`make reference`: what is made from the program itself.

That is docs/commands.md, docs/settings.md, the man page, the files for shell completion, the tables
in docs/prompts.md and docs/formats.md, and the JSON Schemas of packs and of a journal.

A test compares the files with what this makes, so they cannot drift.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import typer
from typer._completion_shared import get_completion_script

import manpage
from trustjournal import commands as cli
from trustjournal import config
from trustjournal.__main__ import main
from trustjournal.commands import synonyms
from trustjournal.commands.completion import teach_typer
from trustjournal.domain.join import parts, wordings
from trustjournal.domain.join.kinds import KINDS
from trustjournal.formats.json_schema import json_schema as journal_json_schema
from trustjournal.packs import schema
from trustjournal.packs.json_schema import json_schema
from trustjournal.records.sections import SECTIONS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
MAN = ROOT / "man"
COMPLETIONS = ROOT / "completions"
PACK_SCHEMA = ROOT / "prompts" / "pack.schema.json"
JOURNAL_SCHEMA = ROOT / "src" / "trustjournal" / "formats" / "journal.schema.json"
"""Inside the package, so that it comes with every copy of the program."""

COMMANDS_HEAD = """\
# Commands

Made by `make reference` from the program's own help. Every command also takes `--plain` (plain
text, words instead of symbols; for screen readers) and `--json` ([what it prints](json.md)).

- [How days and periods are written](#how-days-and-periods-are-written)
- [A line without a command](#a-line-without-a-command)
- [Names that are easy to confuse](#names-that-are-easy-to-confuse)
- [How entries are named](#how-entries-are-named)
- [Exit codes](#exit-codes)
- The commands: @list@

## How days and periods are written

**A day**: `2026-11-22`, `today`, `yesterday`, `-3` (days ago), `monday` (the last one, today
included). `today` is the journal's day, which begins at `day_starts_at`. A full date
is always that date. A day that hasn't begun is refused.

**Looking back** (`read`, `list`, `review`, `streak`, and `--on`, `--from` and `--to` everywhere), a
day may also be `22 november`, `last friday`, `3 days ago` or `a year ago`. You can also name a
period:

| what | for example |
|---|---|
| a week | `last week`, `this week`, `2 weeks ago`, `week 47`, `2026-W47` |
| a month | `november`, `last month`, `november 2024`, `last november`, `2026-11` |
| a year | `2026`, `this year`, `last year` |
| days up to today | `last 14 days`, `last 3 months`, `since monday`, `2026-10-01..` |
| a range | `2026-10-01..2026-10-15`, `1..15 october`, `october..november`, `monday to friday` |

You don't need quotes. Without a year, a name means the latest one that has begun: `november` is
this month in November, and last year's in October. `--from october` begins on its first day,
`--to october` ends on its last.

**A day to come** (`promise --by`, `moved --to`, `checkin --follow-up`): `2026-12-01`, `today`,
`tomorrow`, `+3` (in three days), `friday` (the next one, never today).

**A pause** takes days and periods to come: `next week`, `december`, `today..friday`,
`20 december to 2 january`. It may begin up to two days ago. `friday` and `december` mean the
first that isn't over. At the end of a range, they mean the first after its beginning.

**A time of day** goes with `journal` and `edit`: `--date "yesterday 14:30"`, or `--at 14:30`.

## A line without a command

`trust "two words"` and `trust yesterday: two words` are entries ([more about
it](entries.md#an-entry-in-one-line)). If a word isn't a command, `trust` names the one you probably
mean, and doesn't run it:

@synonyms@

## Names that are easy to confuse

@confusable@

## How entries are named

By its id or the first characters of it (`k3m9p`), `last` (the one written last), `last-1`, a day
that has one entry, or `2026-11-22.2` for that day's second entry.

## Exit codes

| code | means |
|---|---|
| 0 | done, even if there is nothing to show |
| 1 | not found, cancelled, no text, nothing shared, errors in what was checked |
| 2 | a value that isn't valid; piped text that `review`, `checkin` or `promise` didn't take |
| 10 | the command needs a journal or a backup, and there isn't one |
| 11 | another program has the journal locked |
| 12 | the journal is encrypted, and the passphrase was wrong or missing |
| 13 | the journal was made by a newer version |
| 14 | the file is damaged, or isn't a journal of this program |
| 70 | a bug in the program |
| 74 | the system refused to read or write (full disk, no permission) |
| 130 | stopped with Ctrl-C; the text is kept as a draft |

In `journal`, `storm`, `joy`, `review`, `checkin` and `promise`, Ctrl-C keeps what you've written as
a draft, which you're offered next time. Nothing else is stored. What Ctrl-D has saved stays saved:
at the questions for mood and closeness Ctrl-C skips the rest, and the code is 0. `pulse` and `sit`
keep the answers and the minutes so far, with code 0.
"""

CONFUSABLE = (
    (
        "`read`, `list`, `show`, `search`",
        "entries in full; one line for each; a single entry; entries with certain words",
    ),
    (
        "`backup restore`, `trash restore`",
        "bring back a copy of the journal (or `trust restore`); take an entry out of the trash",
    ),
    (
        "`backup`",
        "makes a copy at once; every other group of commands shows its list",
    ),
    (
        "`delete`, `trash`",
        "put an entry in the trash; look into the trash, or empty it",
    ),
    (
        "`prompt`, `prompt focus`, `packs`",
        "the day's question; a practice for this week (or `trust focus`); collections of questions",
    ),
    (
        "`checkin`, `pulse`, `review`",
        "a talk with someone; a few quick questions about your own week; a look back",
    ),
    (
        "`storm`, `joy`, `journal --free`",
        "three questions for a hard moment; three lines for a good one; no question",
    ),
    (
        "`edit --star`, `unsaid`",
        "mark an entry to find it again (or `trust star`); mark what you haven't said out loud",
    ),
    (
        "`remind`, `pause`",
        "remind you at a time you choose; take days off the calendar, on which no reminder comes",
    ),
    (
        "`config`, `setup`",
        "change one setting; answer questions about the few that matter",
    ),
)
"""Commands that could be confused: their names, and what each does, in the same order."""

SETTINGS_HEAD = """\
# Settings

Made by `make reference` from the table in `src/trustjournal/config.py`.

```
trust config                     # every setting with its value
trust config set editor auto     # change one
trust config path                # where the file is
```

`trust setup` asks about the few that matter most. The file is TOML, and comments in it stay.

**Invalid values** are ignored with a warning, and the default is used, so a bad setting never stops
you writing. The exception is an unusable journal path, because writing to another journal would be
worse.

**A file that can't be read** (it isn't text or valid TOML, its permissions are wrong, or it's a
link to a file that isn't there) stops commands that need the journal, unless `journal` certainly
isn't set in it. One line says what to fix (exit code 2), and nothing is read from another journal
or written to one. `trust config`, `about`, `doctor` and `safety` still work. A byte order mark does
no harm. If the file is a symbolic link, `trust config set` changes the file it points to.

| key | what for | takes | default |
|---|---|---|---|
"""


def help_of(*argv: str) -> str:
    """The help of a command, 80 columns wide."""
    out = io.StringIO()
    width = {"COLUMNS": "80", "TRUST_HOME": "."}
    with mock.patch.dict(os.environ, width), contextlib.redirect_stdout(out):
        main([*argv, "--help"])
    return out.getvalue().rstrip() + "\n"


def _groups() -> dict[str, list[str]]:
    """The commands inside each group, by its name."""
    program = typer.main.get_command(cli.build([], everything=True))
    commands = getattr(program, "commands", {})
    inner = {name: getattr(command, "commands", {}) for name, command in commands.items()}
    return {name: [n for n in each if not each[n].hidden] for name, each in inner.items()}


ACT_ALONE = ("backup", "prompt")
"""Groups that do more than show their list when they are named alone."""


def _synonyms() -> str:
    """The table of words that people try, by the command they lead to."""
    by_command: dict[str, list[str]] = {}
    for word, command in synonyms.MEANINGS.items():
        by_command.setdefault(command, []).append(f"`{word}`")
    by_command[""] = [f"`{word}`" for word in synonyms.TODAY]
    rows = [
        f"| {', '.join(words)} | `{f'trust {command}'.strip()}` |\n"
        for command, words in by_command.items()
    ]
    return "| word | leads to |\n|---|---|\n" + "".join(rows).rstrip()


def _confusable() -> str:
    rows = "".join(f"| {names} | {about} |\n" for names, about in CONFUSABLE)
    return "| names | what each does |\n|---|---|\n" + rows.rstrip()


def _list() -> str:
    """Links to the help of each command; a group is linked by its first command."""
    groups = _groups()
    links = [f"[`trust {name}`](#trust-{_first(name, groups[name])})" for name in cli.COMMANDS]
    return ", ".join(["[`trust`](#trust)", *links])


def _first(name: str, inner: list[str]) -> str:
    return name if name in ACT_ALONE or not inner else f"{name}-{inner[0]}"


def commands() -> str:
    """docs/commands.md."""
    groups = _groups()
    head = COMMANDS_HEAD.replace("@synonyms@", _synonyms()).replace("@list@", _list())
    head = head.replace("@confusable@", _confusable())
    parts = [head, f"## trust\n\n```\n{help_of()}```\n"]
    for name in cli.COMMANDS:
        own = [[name]] if name in ACT_ALONE or not groups[name] else []
        for words in [*own, *([name, inner] for inner in groups[name])]:
            parts.append(f"## trust {' '.join(words)}\n\n```\n{help_of(*words)}```\n")
    return "\n".join(parts)


def settings() -> str:
    """docs/settings.md."""
    rows = [
        f"| `{name}` | {key.about} | {key.takes} | {_default(name)} |"
        for name, key in config.KEYS.items()
    ]
    return SETTINGS_HEAD + "\n".join(rows) + "\n"


def _default(name: str) -> str:
    value = config.show(config.defaults()[name])
    return f"`{value}`" if value else "(empty)"


KEYS: dict[str, Mapping[str, schema.Field]] = {
    "pack": schema.PACK,
    "prompts": schema.PROMPT,
    "practices": schema.PRACTICE,
    "review": schema.QUESTION,
    "review_longer": schema.LONGER,
}
"""The tables of docs/prompts.md, by the word after `keys:` where each stands."""


def prompts() -> str:
    """docs/prompts.md with its tables of keys made again; the rest is written by hand."""
    page = (DOCS / "prompts.md").read_text("utf-8")
    for name, fields in KEYS.items():
        before, mark, rest = page.partition(f"<!-- keys: {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        page = "".join((before, mark, _keys(fields), end, after))
    return page


def _keys(fields: Mapping[str, schema.Field]) -> str:
    rows = [
        f"| {_key(name, field)} | {_takes(field)} | {field.about} |\n"
        for name, field in fields.items()
    ]
    return "| key | takes | what for |\n|---|---|---|\n" + "".join(rows)


def _key(name: str, field: schema.Field) -> str:
    return f"**`{name}`**" if field.required else f"`{name}`"


def _takes(field: schema.Field) -> str:
    if field.choices:
        words = ", ".join(f"`{choice}`" for choice in field.choices)
        return f"some of {words}" if field.kind == "texts" else f"one of {words}"
    match field.kind:
        case "number" if field is schema.PACK["schema"]:
            return str(schema.VERSION)
        case "number":
            return f"{field.low} to {field.high}"
        case "flag":
            return "`true` or `false`"
        case "slug":
            return "lower-case letters, digits, hyphens"
        case "table":
            return "a list"
        case "texts":
            return f"up to {field.high} texts" if field.high else "texts"
        case _:
            return f"text, {field.limit} characters at most"


def pack_schema() -> str:
    """prompts/pack.schema.json."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def formats() -> str:
    """docs/formats.md with its two tables made again; the rest is written by hand."""
    page = (DOCS / "formats.md").read_text("utf-8")
    rows = [
        f"| `{name}` | {each.about} | {', '.join(f'`{field}`' for field in each.fields)} |\n"
        for name, each in SECTIONS.items()
    ]
    sections = "| section | holds | fields of a record |\n|---|---|---|\n" + "".join(rows)
    return _with_table(_with_table(page, "sections", sections), "records", _records())


def _with_table(page: str, name: str, table: str) -> str:
    before, mark, rest = page.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition("<!-- end -->")
    return "".join((before, mark, table, end, after))


_PARTS = {
    id(parts.FIXED): "F",
    id(parts.LATEST): "L",
    id(parts.MANY): "M",
    id(parts.LABELS): "M",
    id(parts.FLAG): "Y",
    id(parts.QUOTE): "Y",
    id(parts.LINES): "I",
    id(wordings.WORDS): "W",
    id(wordings.WORDINGS): "T",
}
"""The letters of the parts in docs/formats.md."""


def _records() -> str:
    """Return the kinds of records in the sync folder, each with its key and its fields."""
    rows = []
    for name, kind in KINDS.items():
        key = ", ".join(f"`{column}`" for column in kind.key)
        fields: dict[str, list[str]] = {}
        for field_name, field in kind.fields.items():
            columns = " ".join(field.columns)
            shown = f"`{field_name}` ({columns})" if field.is_group else f"`{field_name}`"
            fields.setdefault(_PARTS[id(field.part)], []).append(shown)
        shown = "; ".join(f"**{letter}** {', '.join(each)}" for letter, each in fields.items())
        rows.append(f"| `{name}` | {'hash of ' * kind.key_has_words}{key} | {shown} |\n")
    return "| kind | key | fields of its state |\n|---|---|---|\n" + "".join(rows)


def journal_schema() -> str:
    """journal.schema.json."""
    return json.dumps(journal_json_schema(), ensure_ascii=False, indent=1) + "\n"


def man() -> str:
    """man/trust.1."""
    return manpage.man_page(re.findall(r"^\| (\d+) \| (.+) \|$", COMMANDS_HEAD, re.MULTILINE))


def completions() -> dict[str, str]:
    """Return the files for shell completion, by their paths below `completions`."""
    teach_typer()
    files = {}
    for name in ("trust", "trustjournal"):
        paths = {"bash": f"bash/{name}", "zsh": f"zsh/_{name}", "fish": f"fish/{name}.fish"}
        for shell, path in paths.items():
            script = get_completion_script(
                prog_name=name, complete_var=f"_{name.upper()}_COMPLETE", shell=shell
            )
            files[path] = script.strip() + "\n"
    return files


def write() -> None:
    """Write them all."""
    for path, text in completions().items():
        (COMPLETIONS / path).parent.mkdir(parents=True, exist_ok=True)
        (COMPLETIONS / path).write_text(text, encoding="utf-8")
    (DOCS / "commands.md").write_text(commands(), encoding="utf-8")
    (DOCS / "settings.md").write_text(settings(), encoding="utf-8")
    (DOCS / "prompts.md").write_text(prompts(), encoding="utf-8")
    (DOCS / "formats.md").write_text(formats(), encoding="utf-8")
    JOURNAL_SCHEMA.write_text(journal_schema(), encoding="utf-8")
    manpage.write(MAN, man())
    PACK_SCHEMA.write_text(pack_schema(), encoding="utf-8")


if __name__ == "__main__":
    write()
