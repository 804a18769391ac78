"""The page of `trust --help`: all commands on one screen of 24 lines."""

from __future__ import annotations

ROOT = """\
Usage: trust [COMMAND]           (trust alone shows today)

A private journal for building emotional trust: a question a day,
a few minutes of writing, a look back once a week.

  journal    write today's entry
  review     look back on the week, then answer three questions
  streak     showing up over time
  list       entries, newest first
  read       entries in full: last week, november, a person, a tag
  export     take it all away: Markdown, JSON, CSV, jrnl, Day One

Moments      storm, joy, checkin, sit
Entries      search, show, edit, star, tags, delete, trash
Showing up   pause, pulse
Questions    prompt, focus, packs
People       people, promise, unsaid, share
Keeping      backup, restore, doctor, encrypt, import
Settings     config, about, safety

Options: --version, --plain, --json, --install-completion, --help
Example: trust journal
"trust COMMAND --help" tells more about one.
"""
