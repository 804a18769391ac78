"""Promises in `trust open`: the list, one of them, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from ... import services, storage, views
from ...app import App
from ...domain.entry import Answer
from ...domain.multi_answer import compose
from ...domain.period_words import parse_coming_day
from ...domain.text import clean, label
from ...errors import UsageError
from ...services.draft_keeping import Keeping
from ...services.multi_answer import given
from ...tui.line import Ask, Choose
from ...tui.list_page import ListPage
from ...tui.questions import Asked, Questions
from ...views.keys import COVER, HELP, Groups, Key, back
from ...views.screen import Screen
from . import drafts, service, view
from .board import Board
from .model import Happened, Promise, Status

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...domain.entry import Entry
    from ...drafts import Draft
    from ...services.writing import UnsavedDraft

KEPT_LATELY = 28
"""Days for which a kept promise stays in the list."""


UNDO_SECONDS = 10.0
"""How long what was just recorded is taken back without a question."""
SURE = Key("Enter", "yes", "yes", press="enter,y", rank=0)


KEYS: Groups = (
    (
        "What came of it",
        (
            Key("k", "record('kept')", "kept", rank=0),
            Key("y", "record('partly')", "partly", "partly kept; the rest stays open"),
            Key("m", "moved", "moved", "moved to another day"),
            Key("x", "record('withdrawn')", "couldn't", "I've told them I couldn't"),
            Key("l", "record('released')", "let go", "they said it's fine", rank=2),
            Key("b", "record('broken')", "not kept", rank=2),
            Key("v", "repair", "put right", "put it right, in four short answers", rank=2),
            Key("u", "undo", "undo", "undo the last of these"),
        ),
    ),
    (
        "Promises",
        (
            Key("n", "new", "new", "make one", rank=0),
            Key("Enter", about="read; shows private words"),
            Key("↑ ↓ ← →", about="the promise above, below, beside"),
            COVER,
            HELP,
            back("p"),
        ),
    ),
)


class Promises(ListPage):
    """The promises, and the page of one."""

    KEYS = KEYS
    list: Board
    CSS = """
    Promises.-wide #body, Promises.-widest #body { layout: vertical; }
    Promises.-wide #side, Promises.-widest #side { width: 1fr; height: 1fr; }
    Promises.-wide #page, Promises.-widest #page { height: 35%; }
    Promises.-wide.-reading #page, Promises.-widest.-reading #page { height: 1fr; }
    """

    def __init__(self, begun: tuple[App, UnsavedDraft] | None = None) -> None:
        """Begin with the list, or with a promise that was `begun` and not finished."""
        super().__init__()
        self._begun = begun
        self._just_recorded: str | None = None
        """The id of a promise about which something was recorded a moment ago."""
        self._undo_ends: Timer | None = None
        self.list = Board(self.terminal, id="list")

    def on_mount(self) -> None:
        """Begin with the first promise."""
        self.look_again()
        self.set_focus(self.list)
        if self._begun:
            act, unsaved = self._begun
            _Making(self, act, unsaved).ask_to()

    def look_again(self) -> None:
        """Show the promises as they are now."""
        with self.telling():
            chosen = self._chosen.id if self._chosen else None
            self.list.today = self.session.today
            self.list.fill(self._groups())
            ids = [item.promise.id for item in self.list.items]
            self.list.chosen = ids.index(chosen) if chosen in ids else 0
            self.page.show(self.parts)
            self.set_class(not ids, "-reading")

    def _groups(self) -> Sequence[tuple[str, Sequence[service.TrackedPromise]]]:
        today = self.session.today
        everything = service.all_of(self.session.app)
        still_open = [item for item in everything if item.state.is_open]
        still_open.sort(key=lambda item: item.state.due or date.max)
        since = today - timedelta(days=KEPT_LATELY)
        done = [
            item
            for item in everything
            if item.state.status in (Status.KEPT, Status.REPAIRED, Status.CLOSED)
            and item.promise.events
            and item.promise.events[-1].day >= since
        ]
        return [
            (view.PAST, [item for item in still_open if item.state.past]),
            (view.OPEN, [item for item in still_open if not item.state.past]),
            (view.NEEDS_REPAIR, [i for i in everything if i.state.status is Status.NEEDS_REPAIR]),
            (view.LATELY, done),
        ]

    @property
    def _chosen(self) -> Promise | None:
        items = self.list.items
        return items[self.list.chosen].promise if items else None

    def parts(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the page of the chosen promise, without private words."""
        if not self.list.items:
            return [views.full_screen.note(view.NONE_YET)]
        item = self.list.items[self.list.chosen]
        if item.promise.hidden:
            return [views.full_screen.note(views.full_screen.PRIVATE)]
        return view.promise_view(item, self.session.today)

    def row_moved(self) -> None:
        """Show the promise that was chosen."""
        self.remove_class("-reading")
        super().row_moved()

    def row_entered(self) -> None:
        """Show the promise with its private words."""
        with self.telling():
            promise = self._chosen
            if promise is not None:
                item = service.shown(self.session.app, promise.id)
                self.page.show(lambda _: view.promise_view(item, self.session.today))
                self.add_class("-reading")

    # --- what became of a promise --------------------------------------------------------------

    def action_record(self, kind: Happened) -> None:
        """Ask, and record what became of the chosen promise."""
        promise = self._chosen
        if promise is None:
            return
        details: dict[str, Any] = {"told_them": True} if kind == "withdrawn" else {}

        def take(answer: str | None) -> None:
            if answer:
                self._record(promise, kind, **details)

        question = Choose(self.terminal, view.confirm(kind, promise), [SURE])
        self.app.push_screen(question, take)

    def _record(self, promise: Promise, kind: Happened, **details: Any) -> None:
        with self.telling():
            with self.session.act() as act:
                today = act.now.today
                before = service.named(act, promise.id)
                event = service.event_for(act, before.promise, kind, today, **details)
                after = service.record(act, before.promise, event)
                parts = view.recorded(event, before, after, today)
            self.look_again()
            is_new = after.promise.events != before.promise.events
            self._tell_first(parts, view.HOW_TO_UNDO if is_new else "")
            self._just_recorded = promise.id if is_new else None
            if self._undo_ends:
                self._undo_ends.stop()
            self._undo_ends = self.set_timer(UNDO_SECONDS, self._forget_recorded)

    def _forget_recorded(self) -> None:
        self._just_recorded = None

    def action_undo(self) -> None:
        """Take back what was recorded last, after a question unless that was a moment ago."""
        promise, just_now = self._chosen, self._just_recorded
        self._forget_recorded()
        if promise is None:
            return
        if just_now == promise.id:
            self._undo(promise)
            return

        def take(answer: str | None) -> None:
            if answer:
                self._undo(promise)

        with self.telling():
            update = service.last_update(self.session.app, promise.id)
            question = view.sure_to_undo(update, self.session.today)
            self.app.push_screen(Choose(self.terminal, question, [SURE]), take)

    def _undo(self, promise: Promise) -> None:
        with self.telling():
            with self.session.act() as act:
                today = act.now.today
                update = service.last_update(act, promise.id)
                before = service.named(act, promise.id)
                service.record(
                    act, before.promise, service.event_for(act, before.promise, "undo", today)
                )
                parts = view.undone(update, today)
            self.look_again()
            self._tell_first(parts)

    def _tell_first(self, parts: Sequence[RenderableType], more: str = "") -> None:
        lines = self.terminal.part(200).lines(parts[:1])
        said = "".join(segment.text for segment in lines[0])
        self.tell(f"{said}. {more}" if more else said)

    def action_moved(self) -> None:
        """Give the chosen promise another day."""
        promise = self._chosen
        if promise is None:
            return
        if promise.every is not None:
            self.tell(view.WEEKLY_STAYS)
            return

        def told(day: date, reply: str | None) -> None:
            if reply is not None:
                told_them = reply.strip().lower() in ("y", "yes")
                self._record(promise, "moved", due=day, told_them=told_them)

        def moved(text: str | None) -> None:
            if text and text.strip():
                day = parse_coming_day(text, self.session.app.now)
                if not promise.person and not promise.hidden:
                    told(day, "n")
                    return
                question = Ask(self.terminal, view.TOLD_THEM, check=_yes_or_no)
                self.app.push_screen(question, lambda reply: told(day, reply))

        self.app.push_screen(Ask(self.terminal, view.NEW_DAY, check=self._day_problem), moved)

    def _day_problem(self, text: str) -> str:
        if not text.strip():
            return ""
        try:
            parse_coming_day(text, self.session.app.now)
        except UsageError as error:
            return self.session.message(error)
        return ""

    def action_repair(self) -> None:
        """Put a broken promise right, in four short answers."""
        promise = self._chosen
        if promise is None:
            return
        with self.telling():
            act = self.session.begin()
            act.expect_to_write()
            before = service.named(act, promise.id)
            if before.state.status is not Status.NEEDS_REPAIR:
                self.tell(view.NOTHING_TO_REPAIR)
                return
            texts = view.repair_questions(before.promise)
            questions = [
                Answer(text, "", None, name)
                for text, name in zip(texts, drafts.REPAIR, strict=True)
            ]
            day = act.now.today
            draft = drafts.begin_repair(act, before.promise, day, questions)

            def above(number: int) -> Sequence[RenderableType]:
                asked = views.entry.numbered_question(number, len(questions), texts[number - 1])
                return [*view.about(before.promise)[:2], *asked]

            def save(answers: Sequence[Answer]) -> tuple[Sequence[RenderableType], Entry | None]:
                with services.writing.keeping(draft):
                    told = drafts.repaired(answers)
                    event = service.event_for(act, before.promise, "repair", day, **told)
                    after = service.record(act, before.promise, event)
                services.writing.done_with(act, draft)
                return view.recorded(event, before, after, day), None

            self.app.push_screen(
                Questions(Asked(act, draft, questions, above, save)), self._repaired
            )

    def _repaired(self, said: object) -> None:
        self.look_again()
        if isinstance(said, str):
            self.tell(said)

    # --- a new one -----------------------------------------------------------------------------

    def action_new(self) -> None:
        """Make a promise."""
        with self.telling():
            act = self.session.begin()
            act.expect_to_write()
            _Making(self, act).ask_to()


def going_on(act: App, unsaved: UnsavedDraft) -> Promises | None:
    """Return the screen that goes on with a promise begun; None for the repair of one."""
    if "repairs" in (unsaved.promise or {}) or not drafts.can_go_on(unsaved):
        return None
    return Promises((act, unsaved))


def _yes_or_no(text: str) -> str:
    known = ("", "y", "yes", "n", "no")
    return "" if text.strip().lower() in known else view.TOLD_THEM_AGAIN


class _Making:
    """A new promise, asked for in a few lines; its words are in a draft from the first letter."""

    def __init__(self, page: Promises, act: App, unsaved: UnsavedDraft | None = None) -> None:
        """Begin a promise, or go on with one that is `unsaved`."""
        self._page = page
        self._act = act
        self._promise = Promise(id=act.new_id(), text="", made_on=act.now.today)
        self._texts: dict[str, str] = {}
        self._draft: Draft | None = None
        self._keeping: Keeping | None = None
        self._asked = ""
        """The name of the text that is asked for."""
        self._text_before = ""
        if unsaved is not None:
            self._promise, self._texts = drafts.begun(unsaved)
            self._draft, self._text_before = unsaved.draft, unsaved.written.text

    def _ask(self, question: str, then: Callable[[str], None], **options: Any) -> None:
        def done(text: str | None) -> None:
            if text is not None:
                then(text)
            elif self._is_kept():
                self._stop()
            else:
                text = self._texts.get(self._asked, "") if "keep" in options else ""
                self._ask(
                    question, then, **options | {"text": text, "wrong": view.NO_ROOM_FOR_DRAFT}
                )

        self._page.app.push_screen(Ask(self._page.terminal, question, **options), done)

    def _questions(self) -> list[Answer]:
        texts = {drafts.TEXT: view.PROMISED, drafts.SMALLER: view.SMALLER, drafts.WHEN: view.WHEN}
        return [
            Answer(text, clean(self._texts.get(name, "")).text, None, name)
            for name, text in texts.items()
        ]

    def _keeper(self, name: str) -> Callable[[str], object]:
        def keep(text: str) -> None:
            self._asked, self._texts[name] = name, text
            if self._draft is None and text.strip():
                with self._page.telling():
                    self._draft = drafts.begin_making(
                        self._act, self._promise, [*self._questions()]
                    )
            self._keep()

        return keep

    def _keep(self) -> None:
        text = compose(given(self._questions())) or self._text_before
        if self._draft is None:
            self._act.unkept[:] = text.encode("utf-8", "surrogateescape")
            return
        self._keeping = self._keeping or Keeping(self._act, self._draft)
        self._keeping(text)

    def _is_kept(self) -> bool:
        """Return whether the words so far are in their draft, after another try."""
        if self._act.unkept.strip():
            self._keep()
        return not self._act.unkept.strip()

    def _stop(self) -> None:
        if self._draft is not None:
            if self._text_before or given(self._questions()):
                self._draft.let_go()
                self._page.tell(view.DRAFT_KEPT)
            else:
                services.writing.done_with(self._act, self._draft)
        self._page.session.finish(self._act)

    def ask_to(self) -> None:
        """Ask whom it is to."""

        def to(text: str) -> None:
            person = label(text) or None
            private = self._promise.hidden or bool(person)
            self._promise = replace(self._promise, person=person, private=private)
            keep, text = self._keeper(drafts.TEXT), self._texts.get(drafts.TEXT, "")
            self._ask(view.PROMISED, self._ask_when_due, keep=keep, text=text)

        self._ask(view.TO_WHOM, to, text=self._promise.person or "")

    def _ask_when_due(self, text: str) -> None:
        if not text.strip():
            self._stop()
            return

        def due(day: str) -> None:
            if day.strip():
                due_day = parse_coming_day(day, self._act.now)
                self._promise = replace(self._promise, due=due_day)
                self._store()
            else:
                self._ask_when()

        self._ask(view.BY_WHEN, due, check=self._page._day_problem)

    def _ask_when(self) -> None:
        def when(text: str) -> None:
            self._texts[drafts.WHEN] = text
            self._store()

        question = view.ENTER_SKIPS.format(view.WHEN).strip()
        keep, text = self._keeper(drafts.WHEN), self._texts.get(drafts.WHEN, "")
        self._ask(question, when, keep=keep, text=text)

    def _store(self) -> None:
        page, act = self._page, self._act
        with page.telling(), storage.connect.waiting_briefly():
            promise = drafts.answered(self._promise, self._questions())
            if self._draft is not None:
                with services.writing.keeping(self._draft):
                    page.session.before_saving(act)
                    carrying = service.make(act, promise)
                services.writing.done_with(act, self._draft)
            else:
                carrying = service.make(act, promise)
            parts = view.added(service.named(act, promise.id), carrying, act.now.today)
            page.session.finish(act)
            page.look_again()
            page._tell_first(parts)
