"""The first screen: the list of entries, the page of the chosen one, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.timer import Timer

from .. import registry, services, views
from ..app import App
from ..domain.entry import Entry, current_revision, private_spans
from ..domain.private_marks import MARK
from ..domain.text import labels
from ..errors import UsageError
from ..services.heads import Head
from . import at_terminal, exporting, several, unfinished, write
from .details import Changed, Details, undo
from .entry_list import Question
from .finding import Finding
from .line import Ask, Choose
from .page import Page
from .pages import OnThisDay, Safety, Versions
from .palette import Palette
from .people import People
from .review import ReviewPage
from .trash import Trash

if TYPE_CHECKING:
    from ..services.writing import UnsavedDraft

UNDO_SECONDS = 10.0
"""How long what was just done can be undone with one key."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something that was just done, and how it is undone."""

    entry: Entry
    """The entry as it was before."""
    undo: Callable[[App], object]
    said: str
    """What is said once it is undone."""


class Browse(Finding):
    """The list of entries and the page of one."""

    KEYS = views.keys.BROWSE

    _undoable: Undoable | None = None
    _undo_ends: Timer | None = None

    @property
    def state(self) -> str:
        """The state of the screen, by which the last line chooses its keys."""
        if self.search.has_focus:
            return "find"
        if self.list.marked and not self.is_reading:
            return "marked undo" if self._undoable else "marked"
        row = self.list.row
        is_entry = row is None or isinstance(row, (Head, Question))
        state = "page" if self.is_reading else "list" if is_entry else "draft"
        return f"{state} undo" if self._undoable else state

    @property
    def is_at_list(self) -> bool:
        """Whether the list is in use, and nothing is read, searched for or about to be undone."""
        return not (self.is_reading or self.search.has_focus or self._undoable)

    def row_entered(self) -> None:
        """Read the chosen entry, with its private words; write what is unwritten."""
        row = self.list.row
        if isinstance(row, Question):
            self.action_write()
        elif isinstance(row, Head):
            self._read()
        elif row is not None:
            self._go_on_with(row)

    def action_out(self) -> None:
        """Leave the page, the search or the filter, and never the app by one Esc too many."""
        if self.is_reading:
            self.stop_reading()
        elif self.list.marked:
            self._unmark()
        elif self.search.display or self.words:
            self._end_search()
        elif self.filter_words:
            self.action_unfilter(everything=True)
        else:
            self.tell(views.full_screen.HOW_TO_LEAVE)

    def action_leave(self) -> None:
        """Leave the app."""
        self.app.exit()

    # --- changing ----------------------------------------------------------------------------

    def action_star(self) -> None:
        """Star the chosen entry, or take its star away."""
        if self._is_for_several:
            starred = not all(head.entry.starred for head in self.list.marked.values())
            draw = views.full_screen
            said = draw.STAR_ALL if starred else draw.UNSTAR_ALL
            self._change_several(several.star(starred=starred), said)
            return
        head = self.list.head
        if head is None:
            return
        with self.telling():
            before, draw = head.entry, views.full_screen
            with self.session.act() as act:
                after = services.edit.star(act, before, not before.starred)
            self.look_again()
            said = draw.STARRED if after.starred else draw.NOT_STARRED
            self.offer_undo(
                said.format(draw.name_of(after)),
                Undoable(
                    before,
                    lambda act: services.edit.star(act, after, before.starred),
                    draw.AS_BEFORE.format(draw.name_of(before)),
                ),
            )

    def action_trash(self) -> None:
        """Put the chosen entry in the trash, or discard the chosen draft after a question."""
        if self._is_for_several:
            self._change_several(several.trash, views.full_screen.TRASH_ALL)
            return
        head, row = self.list.head, self.list.row
        if head is None:
            if row is not None and not isinstance(row, (Head, Question)):
                self._ask_to_discard(row)
            return
        with self.telling():
            with self.session.act() as act:
                services.edit.trash(act, head.entry)
            self.stop_reading()
            self.look_again()
            entry, draw = head.entry, views.full_screen
            self.offer_undo(
                draw.IN_TRASH.format(draw.name_of(entry)),
                Undoable(
                    entry,
                    lambda act: services.edit.untrash(act, entry),
                    draw.BACK.format(draw.name_of(entry)),
                ),
            )

    def offer_undo(self, said: str, undoable: Undoable) -> None:
        """Say what was done, and let one key undo it for a while."""
        self.tell(said)
        self._undoable = undoable
        if self._undo_ends:
            self._undo_ends.stop()
        self._undo_ends = self.set_timer(UNDO_SECONDS, self._forget_undo)
        self.key_line.refresh()

    def _forget_undo(self) -> None:
        self._undoable = None
        self.key_line.refresh()

    def action_details(self) -> None:
        """Change what the chosen entry is besides its words."""
        with self.telling():
            stored = self._stored()
            if stored is not None:
                self.app.push_screen(Details(stored), self._changed)

    def action_versions(self) -> None:
        """Show the earlier wordings of the chosen entry."""
        with self.telling():
            stored = self._stored()
            if stored is None:
                return
            wordings = self.session.app.reader.revisions(stored.id)
            versions = (*wordings, current_revision(stored))
            has_private = any(each.private or MARK in each.body for each in versions)
            if has_private and self.revealed != stored.id:
                self.tell(views.full_screen.PRIVATE_FIRST)
            elif not wordings:
                self.tell(views.entry_history.ONLY_ONE)
            else:
                self.app.push_screen(Versions(stored), self._changed)

    def action_trashed(self) -> None:
        """Show the trash."""
        with self.telling():
            self.app.push_screen(Trash(), lambda _: self.look_again())

    def _changed(self, changed: Changed | None) -> None:
        """Show an entry after a change, which can be undone for a while."""
        if changed is None:
            return
        _, after = changed
        self.look_again()
        with self.telling():
            self._choose(self.list.place_of(after.id, after.day))
            self._show_chosen()
            self._offer_undo_of(changed)

    def _offer_undo_of(self, changed: Changed) -> None:
        """Offer the entry as it was; undoing adds a version, so that no words of either go."""
        before, after = changed
        draw = views.full_screen
        self.offer_undo(
            draw.CHANGED.format(draw.name_of(after)),
            Undoable(
                before,
                lambda act: undo(act, changed),
                draw.AS_BEFORE.format(draw.name_of(before)),
            ),
        )

    def action_undo(self) -> None:
        """Undo what was just done."""
        undoable = self._undoable
        self._forget_undo()
        if undoable is None:
            self.tell(views.full_screen.NOTHING_TO_UNDO)
            return
        with self.telling():
            with self.session.act() as act:
                undoable.undo(act)
            self.look_again()
            self._choose(self.list.place_of(undoable.entry.id, undoable.entry.day))
            self._show_chosen()
            self.tell(undoable.said)

    # --- several at once -----------------------------------------------------------------------

    @property
    def _is_for_several(self) -> bool:
        """Whether the next key is for all entries that are marked."""
        return bool(self.list.marked) and not self.is_reading

    def action_mark_or_scroll(self) -> None:
        """Mark the chosen entry; while it is read, go on a page in its text."""
        if self.is_reading:
            self.action_scroll_page(1)
        else:
            self.list.mark()
            self._marks_changed()

    def _unmark(self) -> None:
        self.list.unmark()
        self._marks_changed()

    def _marks_changed(self) -> None:
        self.conditions.redraw()
        self.key_line.refresh()

    def _entries_meant(self) -> list[Entry]:
        """Return the marked entries, or the chosen one, with their private words."""
        reader, head = self.session.app.reader, self.list.head
        heads = list(self.list.marked.values()) if self._is_for_several else [head] if head else []
        stored = [next(iter(reader.by_prefix(each.id)), None) for each in heads]
        return [entry for entry in stored if entry is not None]

    def _change_several(self, change: several.Change, said: str) -> None:
        """Change the marked entries, and offer to undo all of it."""
        draw, undos = views.full_screen, list[several.Undo]()
        entries: list[Entry] = []
        is_done = False
        with self.telling():
            entries = self._entries_meant()
            with self.session.act() as act:
                several.change_each(act, entries, change, undos)
            is_done = True
        self._unmark()
        self.look_again()
        if not undos:
            return
        count = views.phrases.count(len(undos), "entry", "entries")
        done = draw.SEVERAL_DONE.format(said.format(count))
        undoable = Undoable(
            entries[0],
            lambda act: several.undo_all(act, undos),
            views.phrases.plural(len(undos), draw.ONE_BACK, draw.SEVERAL_BACK),
        )
        some = draw.SOME_DONE.format(len(undos), len(entries))
        self.offer_undo(done if is_done else some, undoable)

    def action_tag(self) -> None:
        """Add tags to the marked entries, or to the chosen one."""
        if not self._is_for_several and self.list.head is None:
            return
        with self.telling():
            app = self.session.app
            offers = services.list_entries.known_names(app, "tags")
            counts = services.list_entries.counts_of(app, "tags")
            question = views.full_screen.WHICH_TAGS

            def take(text: str | None) -> None:
                names = labels((text or "").split(","))
                if names:
                    self._change_several(several.tag(names), views.full_screen.TAG_ALL)

            line = Ask(self.terminal, question, offers=offers, counts=counts, several=True)
            self.app.push_screen(line, take)

    # --- exporting -----------------------------------------------------------------------------

    def action_export(self) -> None:
        """Export the marked entries, the chosen one, or all that the list is narrowed to."""
        if self.is_narrowed and not self._is_for_several and not self.is_reading:

            def take(answer: str | None) -> None:
                if answer:
                    with self.telling():
                        self._ask_where(self._entries_shown() if answer == "all" else None)

            draw = views.full_screen
            question = Choose(
                self.terminal, draw.EXPORT_WHICH, views.keys.ENTRY_OR_ALL, cancel=draw.CANCEL
            )
            self.app.push_screen(question, take)
        else:
            with self.telling():
                self._ask_where(None)

    def _entries_shown(self) -> list[Entry]:
        heads = self.list.entries
        return [heads.head(n).entry for n in range(heads.count)] if heads else []

    def _ask_where(self, entries: list[Entry] | None) -> None:
        """Ask for the file, and export the entries, or else those that are meant."""
        draw = views.full_screen
        chosen = entries if entries is not None else self._entries_meant()
        if not chosen:
            self.tell(draw.NOTHING_TO_EXPORT)
            return

        def write(dest: str | None, *, private: bool) -> None:
            if dest and dest.strip():
                with self.telling():
                    said = exporting.to_file(self.session.app, chosen, dest, private=private)
                    self._unmark()
                    self.tell(said)

        def problem(dest: str) -> str:
            try:
                exporting.check(dest)
            except UsageError as error:
                return self.session.message(error)
            return ""

        def ask(private: bool) -> None:
            name = exporting.name_for(chosen)
            line = Ask(self.terminal, draw.EXPORT_TO, text=name, check=problem)
            self.app.push_screen(line, lambda dest: write(dest, private=private))

        def take(answer: str | None) -> None:
            if answer:
                ask(answer == "with")

        if any(entry.private or private_spans(entry) for entry in chosen):
            keys = views.keys.WITH_PRIVATE
            self.app.push_screen(
                Choose(self.terminal, draw.EXPORT_PRIVATE, keys, cancel=draw.CANCEL), take
            )
        else:
            ask(False)

    # --- writing -----------------------------------------------------------------------------

    def action_write(self, free: bool = False) -> None:
        """Write an entry: today's question, or `free` of it; on a day without one, for that day."""
        with self.telling():
            if self.empty_day is not None:
                self._push(write.new_entry(self.session, free=free, day=self.empty_day))
                return
            app = self.session.app
            choice = None if free else services.questions.question_of(app, self.session.today)
            if choice and services.questions.answered_today(app, choice):
                self._ask_what_else()
            else:
                self._push(write.new_entry(self.session, free=free))

    def _ask_what_else(self) -> None:
        def take(answer: str | None) -> None:
            if answer:
                with self.telling():
                    work = write.new_entry(self.session, free=answer == "free", another=True)
                    self._push(work)

        question = views.full_screen.ANSWERED
        self.app.push_screen(Choose(self.terminal, question, views.keys.WHAT_ELSE), take)

    def action_edit(self) -> None:
        """Write the chosen entry another way; the earlier wording is kept."""
        with self.telling():
            stored = self._stored()
            if stored is not None:
                if (stored.private or MARK in stored.body) and self.revealed != stored.id:
                    self.tell(views.full_screen.PRIVATE_FIRST)
                    return
                self._push(write.other_wording(self.session, stored))
            elif self.list.head is None:
                self.row_entered()

    def _stored(self) -> Entry | None:
        """Return the chosen entry with its private words, or None."""
        head = self.list.head
        return next(iter(self.session.app.reader.by_prefix(head.id)), None) if head else None

    def _go_on_with(self, unsaved: UnsavedDraft) -> None:
        """Go on with an unsaved text, where its kind is written."""
        with self.telling():
            screen = unfinished.screen_for(self.session, unsaved)
            if screen is None:
                self.look_again()
                self.tell(views.full_screen.DRAFT_GONE)
            else:
                self._push_screen(screen)

    def _ask_to_discard(self, unsaved: UnsavedDraft) -> None:
        def take(answer: str | None) -> None:
            if answer:
                with self.telling():
                    said = unfinished.discard(self.session, unsaved)
                    self.look_again()
                    self.tell(said)

        question = views.full_screen.DISCARD
        self.app.push_screen(Choose(self.terminal, question, [views.keys.YES]), take)

    def _push(self, work: write.Work) -> None:
        self._push_screen(write.Write(work))

    def _push_screen(self, screen: Page) -> None:
        """Write on another screen, and show what became of it."""

        def done(outcome: object) -> None:
            self.look_again()
            if isinstance(outcome, Entry):
                self.tell("")  # what was said before it was saved
                with self.telling():
                    self._choose(self.list.place_of(outcome.id, outcome.day))
                    self._show_chosen()
                    before = screen.work.stored_before if isinstance(screen, write.Write) else None
                    if before is not None:
                        self._offer_undo_of((before, outcome))
            elif isinstance(outcome, str):
                if not self.list.head or outcome in views.full_screen.KEPT:
                    self._choose(0)
                    self._show_chosen()
                self.tell(outcome)

        self.empty_day = None
        self.app.push_screen(screen, done)

    # --- other screens -----------------------------------------------------------------------

    def action_on_this_day(self) -> None:
        """Show the entries of this day in earlier months and years."""
        self.app.push_screen(OnThisDay())

    def action_safety(self) -> None:
        """Show the page about safety."""
        self.app.push_screen(Safety())

    def action_more_to_write(self) -> None:
        """Choose what else to write, and do it at the terminal."""
        draw = views.full_screen
        question = Choose(self.terminal, draw.MORE_TO_WRITE, views.keys.MOMENTS, cancel=draw.CANCEL)
        self.app.push_screen(question, self._at_the_terminal)

    def _at_the_terminal(self, command: str | None) -> None:
        """Run a command that asks one thing after the other, and come back."""
        if command is not None:
            with self.telling():
                with self.aside():
                    at_terminal.run(self.session.main, command)
                self.session.look_again()
                self.look_again()

    def action_review(self) -> None:
        """Look back on the week."""
        with self.telling():
            self.app.push_screen(ReviewPage(), lambda _: self.look_again())

    def action_promises(self) -> None:
        """Look after promises."""
        with self.telling():
            screen = registry.part("promises", "full_screen").Promises()
            self.app.push_screen(screen, lambda _: self.look_again())

    def action_people(self) -> None:
        """Show the people of the journal."""

        def show(alias: object) -> None:
            if isinstance(alias, str):
                self.show_person(alias)

        with self.telling():
            self.app.push_screen(People(), show)

    def action_commands(self) -> None:
        """Choose what to do by its name."""

        def do(command: views.full_screen.Command | None) -> None:
            if command is None:
                return
            if command.key:
                self.app.simulate_key(command.key)
            elif command.name.removeprefix("trust ") in at_terminal.COMMANDS:
                self._at_the_terminal(command.name.removeprefix("trust "))
            elif command.name == "trust safety":
                self.action_safety()
            else:
                typed = views.full_screen.COMMAND_OUTSIDE.format(command.name)
                self.tell(typed)

        everything = views.full_screen.commands(self.host.commands())
        self.app.push_screen(Palette(everything), do)
