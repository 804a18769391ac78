"""Writing: an entry of today, another wording of an entry, or an unsaved text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from .. import registry, services, storage, views
from ..app import App
from ..domain.calendar import When
from ..domain.entry import Entry
from ..domain.json_values import plain
from ..domain.question_choice import Tonight
from ..domain.text import Cleaned
from ..errors import Cancelled, TrustError
from ..sentences import EDITOR_REFUSED
from ..services import writing
from ..services.entry_plan import Request, placed, plan
from ..services.writing import Plan, Saved, Stored, UnsavedDraft
from ..terminal import editor
from ..terminal.text_input import in_thread
from ..views.screen import Screen
from .draft_page import DraftPage
from .ended import Ended
from .paper import Paper
from .widgets import Fixed

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..drafts import Draft
    from .session import Session


QUESTION_FIELDS = ("kind", "pack", "prompt_id", "prompt_text", "practice")
"""The fields of an entry that another question changes."""


@dataclass
class Work:
    """A text that is being written, from its first letter to the journal."""

    act: App
    draft: Draft
    entry: Entry
    """What it becomes."""
    text: str
    """The text it begins with."""
    plan: Plan | None = None
    """The plan of a new entry."""
    day: date | None = None
    """The day that was asked for; None for today."""
    before: Entry | None = None
    """The stored entry, if it gets another wording."""
    unsaved: UnsavedDraft | None = None
    """The draft that it goes on with."""
    stored_before: Entry | None = None
    """The entry as the journal had it just before it got another wording."""

    def __post_init__(self) -> None:
        self.begun = self.entry
        """The entry as it was at first."""

    @property
    def revises(self) -> bool:
        """Whether it becomes another wording of a stored entry."""
        return self.before is not None or (self.unsaved is not None and self.unsaved.revises > 0)


def new_entry(
    session: Session, *, free: bool, another: bool = False, day: date | None = None
) -> Work:
    """Begin an entry of today or another day, with `another` question than the day's.

    Raises `TrustError` if it couldn't be stored or kept.
    """
    act = session.begin()
    act.expect_to_write()
    request = Request(free=free, another=another and not free, when=When(day))
    planned = placed(act, plan(act, request))
    draft = writing.begin_draft(act, planned.entry, unsaid=planned.unsaid)
    return Work(act, draft, planned.entry, "", plan=planned, day=day)


def other_wording(session: Session, entry: Entry) -> Work:
    """Begin another wording of a stored entry. Raises `TrustError`."""
    act = session.begin()
    act.expect_to_write()
    draft = writing.begin_draft(act, entry, text=entry.body, revises=entry.revision)
    return Work(act, draft, entry, entry.body, before=entry)


def _stored(act: App, entry: Entry) -> Entry | None:
    """Return an entry as the journal has it now, so that undo gives back what others wrote too."""
    return next(iter(act.reader.by_prefix(entry.id)), None)


class Write(DraftPage):
    """The question, the paper, and after saving how it was."""

    KEYS = views.keys.WRITE

    def __init__(self, work: Work) -> None:
        self.work = work
        self._editors_text = work.text
        """The text that an editor was last given, or has last saved."""
        super().__init__(work.act, work.draft)
        if work.plan is None or work.plan.choice is None:
            self.keys = views.keys.EDIT
        self.question = Fixed(self.terminal, self._question_parts, classes="question")
        self.paper = Paper(work.text, self._keep, self.keys, classes="writing")
        self.below = Fixed(self.terminal, self._state_parts, classes="state")

    def body(self) -> Iterator[Widget]:
        """Yield the question, the paper, and whether it is on the disk."""
        yield self.question
        yield self.paper
        yield self.below

    def on_mount(self) -> None:
        """Begin to write, and import what stores it meanwhile."""
        self.begin_writing()
        if self.work.act.settings.editor == "inline":
            self.call_after_refresh(in_thread, self.work.act.prepare_writer)
        else:
            self.call_after_refresh(self.action_editor)

    # --- what is shown -----------------------------------------------------------------------

    def _question_parts(self, screen: Screen) -> Sequence[RenderableType]:
        work = self.work
        planned = work.plan
        if planned is None or planned.choice is None:
            parts = views.full_screen.above_text(work.entry, new=planned is not None)
        else:
            parts = list(views.widgets.question(planned.choice, follow_ups=True))
        if planned is not None and work.entry.day != work.act.now.today:
            for_day = views.compose.for_day(work.entry.day)
            parts = [views.widgets.text(for_day, "bold"), "", *parts]
        return parts

    def _state_parts(self, screen: Screen) -> Sequence[RenderableType]:
        work, draw = self.work, views.full_screen
        has_text = self.paper.is_mounted and bool(self.paper.text.strip())
        kept = "" if not has_text else draw.NOT_KEPT if work.act.unkept else draw.KEPT_AS_DRAFT
        return [draw.state_line(kept, screen, private=work.entry.private)]

    def _keep(self, text: str) -> None:
        if self.is_over:
            return  # the draft is gone, and must not come back
        self._keeping(text or self._blank_text())
        self.below.redraw()

    def _blank_text(self) -> str:
        """Return what the draft gets for a blank text: a draft that was there stays as it was."""
        return "" if self.work.unsaved is None else self.work.text

    # --- another question, private -------------------------------------------------------------

    def action_another(self) -> None:
        """Put the question aside and take the next; from one of one's own, go to the day's."""
        self._replan(Request(another=self._asks_the_days_own, when=When(self.work.day)))

    @property
    def _asks_the_days_own(self) -> bool:
        """Whether the question is the day's own, or the day's own is answered."""
        act, planned = self.work.act, self.work.plan
        own = services.questions.question_of(act, self.work.entry.day)
        if own is None or planned is None or planned.choice is None:
            return True
        is_own = own.prompt.origin == planned.choice.prompt.origin
        return is_own or services.questions.answered_today(act, own)

    def action_lighter(self) -> None:
        """Take a light question instead, this evening only."""
        self._replan(Request(tonight=Tonight.LIGHTER, when=When(self.work.day)))

    def _replan(self, request: Request) -> None:
        work = self.work
        if work.plan is None or work.plan.choice is None:
            return
        with self.telling(), storage.connect.waiting_briefly():
            planned = plan(work.act, request)
            if planned.choice is None:
                return
            self.session.before_saving(work.act)
            planned = writing.record_put_aside(work.act, planned)
            work.act.read_anew()
            asked = {name: getattr(planned.entry, name) for name in QUESTION_FIELDS}
            entry = replace(work.entry, **asked)
            work.plan = replace(planned, entry=entry)
            self._describe(entry)
            self.question.redraw()

    def action_private(self) -> None:
        """Make it a private entry, or not any more."""
        work = self.work
        with self.telling():
            private = not work.entry.private
            self._describe(replace(work.entry, private=private))
            if work.plan:
                work.plan = replace(work.plan, entry=work.entry)
            draw = views.full_screen
            self.tell(draw.PRIVATE_ON if private else draw.PRIVATE_OFF)
            self.below.redraw()

    def _describe(self, entry: Entry) -> None:
        """Note in the draft what the text becomes."""
        work = self.work
        work.entry = entry
        work.draft.about["entry"] = plain(replace(entry, body=""))
        if work.revises and entry.private != work.begun.private:
            changed = work.draft.about.get("changed", ())
            work.draft.about["changed"] = tuple(dict.fromkeys([*changed, "private"]))
        work.draft.describe()

    # --- the person's own editor -----------------------------------------------------------------

    def action_editor(self) -> None:
        """Change the text in the person's editor, and come back with it."""
        work, act = self.work, self.work.act
        with self.telling():
            command = editor.command_for(act.settings.editor, act.environ)
            self.paper.keep_now()
            self._set_window_aside()
            self._take_other_words()  # of a window that is open already
            text = self.paper.written.text
            work.draft.write(text, sync=True)
            self._keeping.took(text.encode("utf-8", "surrogateescape"))
            is_stored = work.before is not None and text == work.before.body
            self._editors_text = text
            try:
                with self.aside():
                    edited = services.in_editor.open_in_editor(
                        act, work.draft, command, is_stored=is_stored
                    )
            except Exception:
                self._keeping(text)  # the draft may have less than the screen
                raise
            took = self._take_other_words()
            if not took:
                self._keeping(text)
            if edited.code != 0:
                said = views.full_screen.EDITOR_SAVED if took else EDITOR_REFUSED
                raise Cancelled(said, code=edited.code)

    def _set_window_aside(self) -> None:
        """Keep what a window has saved as a draft of its own, if something was typed here since."""
        text = self.paper.written.text
        if text != self._editors_text and self._keeping.other_words() is not None:
            self._keeping(text)

    def _take_other_words(self) -> bool:
        """Go on with what an editor has saved in the draft; return whether there was anything."""
        words = self._keeping.other_words()
        if words is None:
            return False
        work = self.work
        written = writing.written_in(writing.text_of(work.draft))
        if written.invalid:
            path = work.draft.keep_bytes(words, work.unsaved.owner if work.unsaved else None)
            self.tell(views.compose.original_bytes_saved(path))
        self.paper.start_with(written.text)
        self._editors_text = written.text
        self._keeping.took(words)
        self.below.redraw()
        return True

    # --- the end -----------------------------------------------------------------------------

    def action_save(self) -> None:
        """Store the text; show words first that an editor's window has saved since."""
        self.save()

    def save(self) -> None:
        """Store the text, or wait for the journal to be free."""
        self.stop_waiting()
        self.paper.keep_now()
        self._set_window_aside()
        if self.work.act.unkept and not self._keeping.set_other_words_aside():
            self.tell(views.full_screen.NO_ROOM_FOR_BOTH)
            return
        if self._take_other_words():
            self.tell(views.full_screen.WINDOW_SAVED)
            return
        written = self.paper.written
        if not written.text.strip():
            self.action_keep()
            return
        self.save_with(lambda: (self._store(written), lambda outcome: outcome))

    def _store(self, written: Cleaned) -> Ended:
        work, act = self.work, self.work.act
        session = self.session
        if work.before is not None:
            changes: dict[str, Any] = {}
            if work.entry.private != work.before.private:
                changes["private"] = work.entry.private
            if written.text != work.before.body:
                changes["body"] = written.text
            work.stored_before = _stored(act, work.before)
            revised = services.edit.revise(act, work.before, changes, work.draft, written)
            shown = views.entry.revised(revised)
            return Ended(session, lambda _: shown, revised.entry)
        if work.plan is not None:
            planned = replace(work.plan, entry=work.entry)
            return self._after(writing.store(act, planned, work.draft, written))
        assert work.unsaved is not None
        unsaved = services.draft_recovery.with_text(work.unsaved, written)
        unsaved = replace(
            unsaved,
            entry=replace(unsaved.entry, private=work.entry.private),
            changed=tuple(work.draft.about.get("changed", ())),
        )
        feature = registry.of_draft(unsaved)
        if unsaved.revises:
            work.stored_before = _stored(act, unsaved.entry)
            revised = services.edit.revise_left_behind(act, unsaved)
            shown = views.entry.revised(revised)
            return Ended(session, lambda _: shown, revised.entry)
        if unsaved.entry.kind == "review":
            review = services.review.save_review_left_behind(act, unsaved)
            shown = views.review.saved(review, act.now.today)
            return Ended(session, lambda _: shown, review.entry)
        if feature and not feature.drafts_are_entries:
            shown = feature.save_draft(act, unsaved)
            return Ended(session, lambda _: shown, None)
        asks = unsaved.asks_feelings
        return self._after(services.draft_recovery.store_entry(act, unsaved), asks=asks)

    def _after(self, stored: Stored, *, asks: bool = True) -> Ended:
        act = self.work.act
        fields = services.feelings.to_ask(act, stored.entry) if asks else ()
        saved = writing.standing_after(act, stored)
        settings = act.settings

        def draw(saved: Saved, screen: Screen) -> Sequence[RenderableType]:
            return views.entry.saved(
                saved,
                screen,
                day_start=f"{settings.day_starts_at:%H:%M}",
                numbers=settings.streaks,
                closing=views.entry.GROUNDING if saved.deep else "",
            )

        return Ended(self.session, None, stored.entry, fields=fields, saved=saved, draw_saved=draw)

    def go_on_after(self, error: TrustError) -> None:
        """Go on writing after the journal refused the text; the draft has it."""
        self.tell(self.session.message(error))
        try:
            self.work.draft.describe()  # takes hold of the draft again
        except (OSError, TrustError):
            return
        self._keeping(self.paper.written.text)

    def keep_words(self) -> None:
        """Write the text to its draft once more."""
        self._keeping(self.paper.written.text)

    def keep_or_drop(self) -> str:
        """Keep a text that was written as a draft, or remove an empty one; return what was done."""
        work, draw = self.work, views.full_screen
        self.paper.keep_now()
        self._set_window_aside()
        if self._keeping.other_words() is not None:
            work.draft.let_go()  # with what an editor has saved in it
            return draw.DRAFT_KEPT
        text, begun = self.paper.written.text, work.text
        if not text.strip() and self.paper.longest.strip() not in ("", begun.strip()):
            text, said = self.paper.longest, draw.LONGEST_KEPT
        elif text.strip() in ("", begun.strip()):
            if work.unsaved is not None:
                work.draft.let_go()
            else:
                writing.unwritten(work.act, work.draft)
            return "" if begun else draw.NOTHING_KEPT
        else:
            said = draw.DRAFT_KEPT
        self._keeping(text)
        work.draft.let_go()
        return said
