"""What the program says when something is wrong: one plain line, the thing and the remedy.

Errors and warnings bring a code and details; their sentences stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from os.path import commonprefix
from typing import Any

from ..domain import ids
from ..domain.entry import Entry
from ..errors import TrustError
from . import words
from .safe import safe_line

ERRORS: dict[str, str] = {
    # days and periods
    "not_a_day": "{value} is not a day; use 2026-11-22, today, yesterday, -3 or monday",
    "future_day": "{value} has not begun yet; entries are about today or earlier",
    "not_a_coming_day": "{value} is not a coming day; use 2026-12-01, tomorrow, +3 or friday",
    "past_day": "{value} has passed; name today or a day to come",
    "span_backwards": "{value} ends before it begins; write the earlier day first",
    "not_a_week": "{value} is not a week; use the ISO form, such as 2026-W47",
    "one_period": "choose one of --week, --last, --month, --year, or --from with --to",
    "pause_too_long": "a pause lasts {most} days at the most; a longer one can be two",
    "pause_too_early": "a pause begins {days} days ago at the earliest",
    "no_pauses": "there is no pause to undo; `trust pause A..B` makes one",
    "line_gone": "something you picked was changed in another terminal just now and is not to be "
    "shared; nothing was written, pick again",
    "no_such_pause": "there is no pause {number}; `trust pause` lists them",
    "not_a_number_of_weeks": "--weeks takes 1 to 53, not {value}",
    "not_a_year": "--year takes a year such as 2026, not {value}",
    "not_a_count": "-n takes a number from 1, not {value}",
    # writing
    "not_a_mood": "--mood takes 1 to 5, not {value}",
    "not_a_closeness": "--closeness takes 1 to 5, not {value}",
    "free_with_question": "--free goes without --another, --practice, --pack and --prompt",
    "nothing_written": "nothing was written, so nothing was saved",
    "editor_refused": "the editor ended with code {code}, so nothing was saved",
    "editor_too_quick": "{value} came back at once without a change; "
    "if it opens a window, set it to wait (for example `code --wait`)",
    "no_editor": "no editor is set; use `trust config set editor nano`, or set EDITOR",
    "editor_missing": "the editor {value} was not found; "
    "`trust config set editor COMMAND` names another",
    "editor_unreadable": "the editor setting {value} has an open quote; "
    "`trust config set editor COMMAND` mends it",
    "editor_failed": "the editor {value} did not start ({why})",
    "too_long": "an entry can hold {most}; this one is longer and was not saved",
    "too_long_in_pipe": "an entry can hold {most}; standard input holds more, and the rest of it "
    "was not read",
    "stdin_unreadable": "cannot read standard input ({why})",
    "dash_at_terminal": "- reads standard input, which is this terminal; leave it out, "
    "or give the text itself in quotes",
    "dash_is_no_name": "- stands for the text on standard input and can't be a name",
    "reason_without_days": "--reason goes with the days of a pause, such as today..friday",
    "dash_twice": "- stands for all of standard input, so it can be given once",
    "not_a_dash": "- is not taken here; give the name of a file",
    "too_many_messages": "-m can be given {most} times, once a question",
    "message_unasked": "-m and --no-input do not go together; --no-input only shows the questions",
    "interrupted": "stopped",
    "changed_meanwhile": "{name} was changed in another window just now, so it stayed; "
    "read it and run this again",
    "nothing_changed": "nothing changed",
    "edited_empty": "no text was left, so the entry stays as it was; `trust delete` removes it",
    "edit_how": "say what to change: at a terminal, with -m TEXT, on standard input, "
    "or with an option such as --mood",
    # pulse and sitting
    "no_such_item": "{value} is not an item of the pulse; there are {known}",
    "not_an_answer": "{item} takes 1 to 5, or - for no occasion, not {value}",
    "not_minutes": "a sitting lasts 1 to {most} minutes, not {value}",
    "sit_or_log": "give MINUTES to sit now, or --log MINUTES for a sitting that was; not both",
    "date_without_log": "--date goes with --log; a sitting now belongs to today",
    # finding
    "entry_in_trash": "{name} is in the trash; `trust trash restore {name}` takes it out",
    "no_such_entry": "there is no entry {name}; `trust list` shows their names",
    "not_in_trash": "there is no entry {name} in the trash; `trust trash list` shows what is",
    "not_an_entry_name": "{value} does not name an entry; use an id, last, last-1, "
    "a day, or 2026-11-22.2",
    "ambiguous_entry": "{name} could be any of {entries}",
    "no_such_person": "nobody is called {name} here; `trust people` lists who is",
    "person_changed_meanwhile": "something about {name} was stored in another window just now, "
    "so nothing was removed; run this again to see what would go",
    "not_an_alias": "{value} is not a name",
    "alias_taken": "somebody is called {name} already; --merge makes them one",
    "not_a_cadence": "--every takes days from 1 to 366, weekly, monthly or off, not {value}",
    "nothing_to_set": "say what to set: --context, --every or --quote",
    "say_yes": "this needs a yes; --yes says it where nobody can be asked",
    "not_today_with_needs": "--not-today goes without --heard and --voiced",
    "said_unasked": "--no-input only prints what can be said; leave it out to record",
    "no_promise": "no promise is open; `trust promise add TEXT` notes one",
    "no_such_promise": "there is no promise {name}; `trust promise list --all` shows them",
    "no_promise_to_repair": "no promise needs repair; `trust promise list --all` shows them",
    "ambiguous_promise": "it could be any of {ids}; `trust promise list --all` shows them",
    "promise_without_text": "a promise needs a few words",
    "nothing_to_take_back": "nothing was said of it yet",
    "promise_has_events": "something came of this promise already, so it stays; "
    "`trust promise undo` takes back the last note, `withdrawn` or `released` closes it",
    "promise_was_moved": "this promise was moved to another day; `trust promise moved --to DAY` "
    "moves it again, and `trust promise undo` takes the move back",
    "promise_edit_how": "say what to change: a new text, or an option such as --by or --every",
    "by_or_no_date": "--no-date goes without --by and --every",
    "moved_to_when": "say to which day: --to friday",
    "recurring_not_moved": "a recurring promise has its day each week; partly and withdrawn fit it",
    "private_or_shareable": "--private and --shareable contradict each other",
    "by_or_every": "a promise has one day (--by) or a weekday (--every), not both",
    "no_such_line": "no line of this entry holds these words",
    "ambiguous_line": "{count} lines of this entry hold these words; give a few more",
    "one_state": "choose one of --not-yet, --said and --mine",
    "state_of_what": "name the entry to mark; `trust unsaid` alone lists what is not yet said",
    "share_what": "name what to share with --line ENTRY:TEXT; picking needs a terminal",
    "share_where": "--yes needs --out FILE",
    "share_exists": "{path} is there already; name another file",
    "share_unwritable": "{path} cannot be written ({why})",
    "nothing_to_share": "nothing of {name} can be shared: it is private, entrusted, marked as"
    " yours, about someone not quoted, or a storm, review or check-in",
    "no_line_to_share": "no line of {name} that can be shared holds these words",
    "nothing_to_pick": "there is nothing to pick from yet",
    "nothing_shared": "nothing was written",
    "focus_or_off": "name a practice or give --off, not both",
    "nothing_to_undo": "there is no question on the list to take off",
    "no_question_today": "no question fits today",
    "no_such_reason": "--because takes {known}, not {value}",
    "no_such_practice": "{value} is not a practice; there are {known}",
    "no_such_tag": "no entry has the tag {name}; `trust tags` lists what there is",
    "tag_like": "no entry has the tag {name}; did you mean {near}?",
    "not_a_tag": "{value} cannot be a tag; it needs at least one letter",
    "tag_taken": "there is a tag {name} already; `trust tags merge {before} {name}` makes them one",
    "merge_into_what": "name the tags, and last the one they become",
    "no_such_revision": "{name} has no earlier wording {number}; "
    "`trust show {name} --history` lists them",
    "not_a_revision": "--revision takes a number from `trust show --history`, not {value}",
    "revision_alone": "--revision brings a text back; it goes without -m and --editor",
    "one_view": "choose one of --history, --raw, --random and --on-this-day",
    "chosen_by_itself": "--random and --on-this-day choose by themselves; leave the name out",
    "storms_with_what": "--storms goes with --random or --on-this-day",
    "on_alone": "--on is one day; it goes without --from and --to",
    "no_such_kind": "{value} is not a kind of entry; there are {known}",
    # packs and prompts
    "no_such_pack": "there is no pack {name}; `trust packs list` shows them",
    "pack_unusable": "the pack {name} cannot be used: {problem}",
    "pack_has_errors": "{path} has errors ({count}) and was not added; mend them and try again",
    "packs_have_errors": "there are errors ({count}); a pack with errors cannot be used",
    "not_a_pack_id": "{value} cannot be the id of a pack; "
    "use small letters, digits and hyphens, 64 at the most",
    "pack_id_built_in": "{name} is a pack that comes with the program; choose another id",
    "pack_file_there": "{path} is already there and was left as it is; choose another id",
    "pack_installed": "the pack {name} is already there; --replace puts this one in its place",
    "pack_built_in": "{name} comes with the program and stays; "
    "`trust packs disable {name}` turns it off",
    "pack_unwritable": "cannot write {path} ({why})",
    "pack_unremovable": "cannot remove {path} ({why})",
    "not_a_title": "--title takes 1 to {most} characters on one line",
    "not_a_language": "--language takes a language tag such as en, de or pt-BR, not {value}",
    "no_such_prompt": "there is no question {name} in the packs that are on; "
    "`trust packs show PACK` lists a pack's questions",
    # settings
    "no_such_setting": "{name} is not a setting; there are {known}",
    "bad_setting": "{name} takes {takes}, not {value}",
    "settings_broken": "{path} is not a readable settings file; mend it or move it away first",
    "settings_journal_unreadable": "{where} can't be read ({why}), and it may say where your "
    "journal is; fix that, or move the file away",
    "settings_journal_not_text": "{where} isn't UTF-8 text, and it may say where your journal is; "
    "save it as UTF-8, or move it away",
    "settings_journal_not_toml": "{where} isn't valid TOML, and the file may say where your "
    "journal is; fix that line, or move the file away",
    "settings_journal_misplaced": "{where} may say where your journal is, but not as a setting of "
    'its own; write `journal = "PATH"` above all tables, or remove it',
    "settings_journal_bad_value": "the setting journal takes a path; fix it in {where}",
    "settings_unwritable": "cannot write {path} ({why})",
    "bad_trust_now": "TRUST_NOW takes a time with its offset, "
    "such as 2026-11-22T22:10:00+01:00, not {value}",
    "bad_tz": "TZ takes a time zone such as Europe/Zurich, not {value}",
    "clock_off": "this computer's clock says {value}, which cannot be right; "
    "set it, or TRUST_NOW if that is set",
    # files
    "journal_gone": "there is no journal at {path}, but there are copies of one; "
    "`trust restore` lists them",
    "encrypted_gone": "{path} is gone or empty, and it was encrypted, so nothing was written; "
    "`trust restore last` brings the newest copy back. To begin a new, readable journal, first "
    "move away {traces}",
    "encrypted_gone_uncopied": "{path} is gone or empty, and it was encrypted, so nothing was "
    "written; put it back, or a copy of it with `trust restore FILE`. To begin a new, readable "
    "journal, first move away {traces}",
    "no_journal": "there is no journal yet at {path}; `trust journal` begins one",
    "journal_locked": "another program has had the journal open for ten seconds; "
    "close it and try again",
    "search_damaged": "the search index is damaged, the entries are not; "
    "`trust doctor --fix` makes it anew",
    "journal_damaged": "{path} is damaged; `trust restore last` brings back the last copy, "
    "`trust doctor` says more",
    "not_upgraded": "{path} is from an earlier version and damaged, so it can only be read; "
    "`trust doctor --salvage OUT` reads what can be read into a new file",
    "journal_bad_date": "the journal holds a date that cannot be read; keep the file, "
    "and restore a backup beside it",
    "not_a_journal": "{path} is not a journal of this program; it was left untouched",
    "foreign_schema": "{path} has parts that no journal of this program has ({names}); "
    "it was left untouched, and `trust doctor --salvage OUT` reads its entries into a new file",
    "newer_journal": "{path} was made by a newer version of trust; upgrade this one to open it",
    "journal_replaced": "{path} was restored or sealed by another program just now; run this again",
    "replaced_meanwhile": "another program (one that copies folders, perhaps) put another file in "
    "the place of {path}; nothing was stored, so run this again",
    "replaced_at_saving": "another program put another file in the place of {path} just now; look "
    "whether it has what you stored, and else run this again",
    "draft_in_use_elsewhere": "something is being written for {path} in another terminal, with "
    "other settings; finish it first",
    "draft_in_use": "something is being written in another terminal (a draft in {path}); "
    "finish it first",
    "journal_sealed": "{path} is sealed, and no passphrase was given",
    "no_encryption": "sealing takes an extra; from a checkout: "
    "pipx install --force '.[encryption]'",
    "wrong_passphrase": "the passphrase does not open {path}, or the file is damaged",
    "no_passphrase": "the journal is sealed; give its passphrase at a terminal, "
    "by TRUST_PASSPHRASE_FD, or by the setting passphrase_command",
    "bad_passphrase_source": "{name} gave no passphrase",
    "not_sealed": "the journal is not sealed; `trust encrypt` seals it",
    "already_sealed": "the journal is sealed already; --change gives it another passphrase, "
    "--remember keeps its key in the keyring",
    "empty_passphrase": "a passphrase needs at least one letter",
    "no_new_passphrase": "a new passphrase is needed; give it at a terminal, "
    "by TRUST_PASSPHRASE_FD (with --change TRUST_NEW_PASSPHRASE_FD), or by passphrase_command",
    "passphrases_differ": "the two were not the same, so nothing changed",
    "off_alone": "--off goes without --change and --remember",
    "not_removed": "cannot remove {path} ({why})",
    "backup_damaged": "{path} cannot be read to its end, so it is no backup; nothing changed",
    "no_sound_copy": "the journal is damaged, so there is no copy {path}; `trust doctor` says more",
    "backup_unwritable": "cannot write the copy {path} ({why})",
    "backup_unreadable": "cannot copy {path} ({why}); nothing changed",
    "reseal_unwritable": "cannot write a copy in {path}; make room and try again, nothing changed",
    "dest_is_journal": "{path} is the journal itself; name another place",
    "dest_is_ours": "{path} belongs to the journal, as its copies, drafts, packs and settings do; "
    "name another place",
    "dest_in_our_folder": "{path} is in {folder}, which the journal keeps for itself; "
    "name another place",
    "dest_is_device": "{path} is no ordinary file, so nothing is written to it; "
    "name a file, a pipe, or - for standard output",
    "nobody_reads": "no program reads from the pipe {path}; start one and try again",
    "pages_of_another_journal": "the pages in {path} are of another journal, so nothing was "
    "exported; name another folder, or replace them with --force",
    "manifest_not_ours": "{path} is not an ordinary file, so nothing was exported; "
    "move it away, or choose another folder",
    "no_such_backup": "there is no backup {name}; `trust restore` lists them",
    "journal_among_copies": "{path} is in {folder}, which the program clears by itself; "
    "copy the file elsewhere, or make it your journal with `trust restore FILE`",
    "copy_in_use": "another program keeps writing to {path}; close it and try again",
    "copy_of_another": "{path} is a copy of another journal, or of this one when it was somewhere "
    "else; `trust restore {name}` restores it anyway, `trust restore` lists all copies",
    "restore_itself": "that is the journal itself; `trust restore` lists its backups",
    "would_unseal": "{path} is not sealed, and your journal is; --unseal restores it all the same",
    "beyond_salvage": "nothing can be read of {path}; `trust restore` lists its backups",
    "salvage_exists": "{path} is already there; name a file that is not",
    "doctor_found": "{count} of the findings are more than a warning",
    "fix_or_salvage": "--fix and --salvage do not go together",
    "journal_unwritable": "the journal at {path} cannot be written; "
    "check the folder's permissions and free space",
    "refused": "the system does not let this program use {path} ({why})",
    "system_refused": "the system refused to read or write something ({why}, in {place})",
    "no_ordinary_file": "{path} is no ordinary file, so it is not opened",
    "journal_unreadable": "cannot read {path} ({why})",
    "journal_unmakeable": "cannot make {path} ({why})",
    "changed_only": "the passphrase is changed: from now on only the new one opens the journal; "
    "but {path} could not be written or removed ({why})",
    "sealed_only": "the journal is encrypted now, with the passphrase you gave; "
    "but {path} could not be written or removed ({why})",
    "unsealed_only": "the journal is readable without a passphrase now; "
    "but {path} could not be written or removed ({why})",
    "restored_only": "the journal is now {source}, and what was there before is kept among the "
    "backups (`trust restore` lists them); but {path} could not be written or removed ({why})",
    "restored_new_only": "the journal is now {source}; "
    "but {path} could not be written or removed ({why})",
    "disk_full": "the disk is full at {path}; make room and try again",
    "folder_unmakeable": "cannot make the folder {path} ({why})",
    "draft_unwritable": "cannot keep a draft in {path} ({why})",
    "draft_unreadable": "cannot read the draft {path} ({why})",
    "export_unwritable": "cannot write to {path} ({why})",
    "export_cut_off": "the export is not complete: whatever was reading {path} left before its end",
    "output_gone": "nobody reads the answer any more",
    "output_unwritable": "cannot write the answer ({why})",
    "file_exists": "{path} is already there; choose another name, or add --force",
    "not_a_folder": "{path} is a file; name a folder, or add --single",
    "single_is_folder": "{path} is a folder; --single needs the name of a file",
    "not_a_file": "{path} is no ordinary file; choose another name",
    "single_not_markdown": "--single is for markdown; {value} is one file in any case",
    "raw_not_csv": "--raw-csv is for csv, not for {value}",
    "not_to_stdout": "{value} makes a file that is no text; name one in the place of -",
    "json_to_stdout": "--json and - do not go together; both want standard output",
    "no_dest": "name a folder or a file to export to, or - for standard output",
    "single_to_terminal": "- and --single do not go together; - is one text already",
    "no_such_format": "there is no format {value}; there are {known}",
    # importing
    "no_source": "name a file or a folder to import, or - for standard input",
    "no_such_source": "there is nothing at {path}; name a file, a folder, or - for standard input",
    "import_unreadable": "cannot read {path} ({why}); nothing was brought in",
    "pipe_too_long": "standard input takes {most} at the most; name a file instead",
    "unknown_source": "{path} is none of {known}, as far as its content shows; if you know that it "
    "is one, name it with --format. For other formats there is the free converter Jimmy "
    "(https://github.com/marph91/jimmy): the Markdown it makes comes in",
    "unknown_zip": "{path} is none of {known}, as far as its content shows: no Day One export is "
    "in this zip file. Unpack it, and import the folder",
    "not_that_format": "{path} does not read as {value}: it takes {takes}",
    "not_utf8": "{path} is neither UTF-8 nor UTF-16, and which encoding it has cannot be told; "
    "convert it to UTF-8, for example with `iconv -f CP1251 -t UTF-8`",
    "json_other_form": "{path} does not say that it is {form}; "
    "it may come from a later version; nothing was brought in",
    "json_unknown": "{path}: {name} is nothing this version knows; upgrade, "
    "or take it out; nothing was brought in",
    "json_not_list": "{path}: {section} takes a list; nothing was brought in",
    "json_wrong": "{path}, {place}: {field} {takes}; nothing was brought in",
    "json_twice": "{path}, {place}: another before it has the same name; nothing was brought in",
    "json_order": "{path}: put {section} before {later}; nothing was brought in",
    "json_damaged": "{path} breaks off or is no JSON at character {at}; nothing was brought in",
    "no_dates": "no date in brackets in {path} can be read; --date-format says how they are "
    "written, or pipe `jrnl --format json` to `trust import -`",
    "ambiguous_dates": "the dates in {path} can be read in more than one way; "
    "say which with --date-format: {formats}",
    "not_a_date_format": "--date-format takes a form such as '%d/%m/%Y %H:%M', not {value}",
    "newer_pages": "these pages have the form {format}, which is newer than this version of trust; "
    "upgrade it to read them",
    "zip_damaged": "{path} is a damaged zip file; nothing was brought in",
    "zip_locked": "{path} has a password; unpack it, and import the folder",
    "zip_too_many": "{path} holds more than {most} files; unpack it, and import the folder",
    "zip_too_large": "{path} unpacks to more than {most}, or packs tighter than a journal does; "
    "if you trust it, unpack it and import the folder",
    "jrnl_encrypted": "{path} is encrypted by jrnl; run `jrnl --decrypt` first, "
    "or pipe `jrnl --format json` to `trust import -`",
    "derston_encrypted": "{path} is encrypted by a program whose files begin with JRNL; "
    "open it there and export its text",
    "import_is_journal": "{path} is the journal itself, so there is nothing to bring in",
    "import_is_database": "{path} is a database; `trust restore` takes copies of a journal",
    # the rest
    "usage": "{message}",
    "usage_of": "{message}; see `trust {command} --help`",
    "extra_words_of_text": "there are more words than this takes; put a text in quotes, after -m",
    "extra_words": "there are more words than this takes; put words that belong together in "
    "quotes, and see `trust {help} --help`",
    "no_words": "this takes no words besides its options; see `trust {help} --help`",
    "no_such_option": "no such option: {value}; see `trust {help} --help`",
    "bad_path": "{path} is not a path that can be used",
    "no_such_pack_to_enable": "there is no pack {name}; `trust packs list` shows them",
    "no_such_command": "there is no command {value}; `trust {help}` lists them",
    "words_are_no_command": "these words begin with no command (`trust {help}` lists them); to "
    "write, begin with `trust journal` alone",
    "fault": "something went wrong inside the program ({kind} in {place}); your words are safe",
}

PACK_PROBLEMS: dict[str, str] = {
    "pack_too_large": "the file is larger than {limit}",
    "pack_not_utf8": "the file is not UTF-8 text (byte {at})",
    "pack_not_yaml": "this is not YAML: {why}; putting every text in quotes often helps",
    "pack_empty": "the file is empty",
    "pack_two_documents": "a pack is one YAML document; this begins a second",
    "pack_alias": "anchors and aliases (& and *) are not allowed; quote the text if it begins so",
    "pack_too_deep": "the file is nested too deeply or holds too much",
    "pack_key_not_text": "a key must be a plain word",
    "pack_doubled_key": "the key {key} stands here twice",
    "pack_not_mapping": "keys and values are expected here; if this is a text, put it in quotes",
    "pack_blank": "must not be blank",
    "pack_not_list": "a list is expected here",
    "pack_not_text": "a text is expected here; put it in quotes",
    "pack_unknown_key": "is not a key here; there are {allowed}",
    "pack_missing_key": "{key} is missing",
    "pack_too_many": "holds more than {most}",
    "pack_text_too_long": "is longer than {limit} characters",
    "pack_not_allowed": "takes one of {allowed}, not {value}",
    "pack_not_slug": "takes small letters, digits and hyphens, not {value}",
    "pack_not_number": "takes a number from {low} to {high}, not {value}",
    "pack_not_flag": "takes true or false, not {value}",
    "pack_unknown_practice": "{value} is not a practice; there are {allowed}",
    "pack_newer_schema": "the pack needs schema {version}, which this version cannot read; upgrade",
    "pack_unknown_first": "{value} is not a question of this pack",
    "pack_doubled_id": "{value} is used already in line {line}",
    "pack_id_not_file": "the pack's id is {value}; its file must be called {value}.yaml",
    "pack_unreadable": "cannot be read ({why})",
    "pack_not_file": "is not a file; name the YAML file of a pack",
    "pack_file_name": "the file is called otherwise than its pack; `trust packs add` "
    "will keep it as {value}.yaml",
    # the writing rules, which are only ever warnings
    "lint_question_marks": "holds {count} question marks; one question has one",
    "lint_length": "has {count} words; {low} to {high} are good to read at the end of a day",
    "lint_closed": "opens with {word}, which yes or no could answer; open with {words}",
    "lint_why": "opens with {word}, which asks for a defence; open with {words}",
    "lint_no_first_person": "speaks of nobody; the one who writes asks it of "
    "themselves, with a word such as {words}",
    "lint_second_person": "says {word}; a question is in the first person",
    "lint_no_time": "names no time; at depth 1 and 2 say when, with a word such as {words}",
    "lint_hard_word": "says {word}, which lays down a rule or lays blame; "
    "ask what was done, said or seen",
    "lint_status_word": "says {word}, which does not fit everyone; use {{person}} or they",
    "lint_ending": "says {word}; an ending does not fit every name, so turn the sentence round",
    "lint_placeholder": "holds {value}; {{person}} is the only thing that is filled in",
    "lint_theirs": "{theirs} of {all} questions on {practice} look at the other person; "
    "one in four is enough",
    "lint_translation": "a translation is called {value}, so that it comes by itself",
    "lint_not_in_original": "is no question of {value}; "
    "a translation keeps the ids, so that what was answered counts for both",
    "lint_doubled_text": "is the same text as in line {line}",
}

SETTINGS_PROBLEMS: dict[str, str] = {
    "settings_unreadable": "{where} cannot be read, so defaults hold",
    "settings_not_toml": "{where} is not valid TOML, so defaults hold; mend it or move it away",
    "settings_unknown_key": "{where} has an unknown key {key}; it was passed over",
    "settings_bad_value": "the setting {key} takes {takes}; its default holds ({where})",
}


JSON_TAKES: dict[str, str] = {
    "missing": "is not there",
    "nothing": "is nothing this version knows",
    "record": "takes an object",
    "id": "takes an id of 20 letters and digits",
    "text": "takes a text",
    "choice": "takes another word",
    "day": "takes a day such as 2026-11-22",
    "week": "takes a week such as 2026-W47",
    "moment": "takes a moment such as 2026-11-22T21:10:05Z",
    "number": "takes a number within its bounds",
    "flag": "takes true or false",
    "hash": "takes a hash of hexadecimal digits",
    "texts": "takes a list of texts",
    "rows": "takes a list of objects",
    "numbers": "takes an object of numbers",
    "unique": "stands there twice",
    "order": "comes before the first day",
    "too_long": "makes the pause longer than 366 days",
}
"""What a field of our own JSON takes (docs/formats.md has all of it)."""


def _details(details: Mapping[str, Any]) -> dict[str, str]:
    found = {name: _detail(value) for name, value in details.items()}
    if "takes" in found:
        found["takes"] = JSON_TAKES.get(found["takes"], found["takes"])
    return found


def _detail(value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], Entry):
        shared = len(commonprefix([entry.id for entry in value]))  # noqa: RUF071  # of letters, not of paths
        return ", ".join(_candidate(entry, max(ids.SHORT, shared + 1)) for entry in value)
    if hasattr(value, "what") and hasattr(value, "line"):
        return problem(value)
    return safe_line(str(value))


def _candidate(entry: Entry, letters: int) -> str:
    return f"{entry.id[:letters]} ({entry.day} {entry.local_time:%H:%M})"


_KEPT = {
    "given_back": "; your text could not be kept and is on standard output",
    "text": "; your text could not be kept and is in this answer",
    "kept_in": "; your text is kept in {kept_in}, which only you can read",
    "shown": "; your text could not be kept and is on the screen",
    "unkept": "; your text could not be kept anywhere",
}
"""Where words went that no draft could take."""


def error(found: TrustError) -> str:
    """The sentence of an error, and where the text is kept if some was being written."""
    details = _details(found.details)
    text = ERRORS[found.what].format(**details)
    if "unkept" in details:
        text = text.removesuffix("; your words are safe")
    if "draft" in details:
        text += f"; `trust` offers your text again, which is kept in {details['draft']}"
    if "not_taken" in details:
        text += "; nothing was taken from the pipe, and the text is not kept"
    if "stored" in details:
        name = details["stored"]
        text += f"; the entry is saved, and `trust edit {name} --mood 4` adds how you felt"
    return text + "".join(_KEPT[name].format(**details) for name in _KEPT if name in details)


def problem(found: Any) -> str:
    """What is wrong in a pack, with its line."""
    return f"line {found.line}: {_wrong(found)}"


def located(path: object, found: Any) -> str:
    """What is wrong in a pack's file, as editors and compilers write it."""
    place = f"{safe_line(str(path))}:{found.line}:{found.column}"
    return f"{place}: {found.severity}: {_wrong(found)}"


def _wrong(found: Any) -> str:
    text = PACK_PROBLEMS[found.what].format(**_details(found.details))
    return f"{safe_line(found.place)} {text}" if found.place else text


def checked(files: Sequence[Any], *, totals: bool) -> Iterator[str]:
    """All that was found in files of packs, a line each, and how much it is."""
    for file in files:
        yield from (located(file.path, found) for found in file.problems)
        if totals and not file.problems:
            yield f"{safe_line(str(file.path))}: fine"
    errors, warnings = (sum(file.count(kind) for file in files) for kind in ("error", "warning"))
    counts = [words.count(errors, "error")] * bool(errors)
    counts += [words.count(warnings, "warning")] * bool(warnings)
    if totals and counts:
        rest = "" if errors else "; a pack can be used in spite of warnings"
        yield " and ".join(counts) + rest


def warned(path: object, warnings: int) -> str:
    """That a file which was added is not without warnings."""
    name = safe_line(str(path))
    return f"{words.count(warnings, 'warning')}; `trust packs check {name}` lists them"


def skipped_pack(pack_id: str, found: Any) -> str:
    """The warning about a pack that cannot be used."""
    return f"the pack {safe_line(pack_id)} was skipped, {problem(found)}"


def missing_pack(pack_id: str) -> str:
    """The warning about a pack the settings name, and nobody has."""
    return f"the pack {safe_line(pack_id)} in the settings was not found; it was passed over"


CLOCK_BEHIND = (
    "this computer's clock says {clock}, earlier than the journal: an entry is dated {day}. "
    "Check the clock; if it is right, `trust edit {id} --date DAY` corrects the entry"
)


def clock_behind(found: Any) -> str:
    """The note that an entry is dated later than this computer's clock."""
    return CLOCK_BEHIND.format(id=found.id, day=found.day, clock=found.clock)


def settings(bad: Any) -> str:
    """The warning about something in the settings file; `bad` is all that was passed over."""
    first, *more = bad
    text = SETTINGS_PROBLEMS[first.what].format(
        key=safe_line(first.key), takes=first.takes, where=safe_line(first.where)
    )
    return text + (f" (and {len(more)} more like it)" if more else "")
