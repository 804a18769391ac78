"""A made-up journal of some weeks, written through the program itself.

Nobody in it is real. `trust demo` and `make try` show it, `make pictures` draws it. It runs in a
process of its own, with a folder of its own, so that it can't touch anybody's journal.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from .__main__ import main
from .app import App
from .domain.entry import Answer
from .domain.periods import week_of
from .services import review

# (days before the last one, question, mood, closeness, what was written)
ENTRIES: tuple[tuple[int, str, int | None, int | None, str], ...] = (
    (
        33,
        "safe-space-most-myself",
        3,
        2,
        "On the walk to the shop, on my own. Nobody wanted anything from me, and I hummed all "
        "the way. I'd like to be like that with Sam in the room.",
    ),
    (
        32,
        "presence-hands",
        3,
        3,
        "Drying a cup, the whole time Sam talked about the team. I caught about half of it.",
    ),
    (
        31,
        "attunement-corrected-guess",
        4,
        3,
        "Sam went quiet after the call, and I guessed it was worry. I asked. It was relief.",
    ),
    (
        29,
        "transparency-fine",
        2,
        2,
        "Three times. The longer answer was that I was tired and felt left out on Sunday.",
    ),
    (
        28,
        "reliability-said-and-became",
        3,
        3,
        "I said I'd send the form. I did, at eleven at night, and told Sam in the morning.",
    ),
    (
        26,
        "safe-space-brought-to-me",
        4,
        4,
        "Sam brought up my brother. My jaw went tight, but I said: go on.",
    ),
    (
        25,
        "presence-wanted-to-interrupt",
        4,
        3,
        "Sam's story about the bus. I nearly cut in halfway, and the part that mattered came "
        "right at the end.",
    ),
    (
        24,
        "vulnerability-little-afraid",
        3,
        3,
        "Telling Sam that I'm scared of the move. It came out as a joke first.",
    ),
    (
        22,
        "storms-joys-my-news-met",
        4,
        4,
        "By asking. It came out in one flat line at lunch, and Sam kept asking until I'd told the "
        "whole story.",
    ),
    (
        21,
        "check-ins-checked-on-me",
        4,
        4,
        "Sam rang at lunch to ask about the dentist. I'd forgotten I had even mentioned it.",
    ),
    (
        20,
        "presence-lingered",
        None,
        None,
        "After dinner. We ate, we read, neither of us said much, and it was nice.",
    ),
    (
        18,
        "storms-joys-small-turn",
        2,
        2,
        "We were short with each other about the dishes. I backed off, walked round the block "
        "and came home with a smaller sentence.",
    ),
    (
        17,
        "check-ins-their-week",
        3,
        3,
        "One early evening. I asked what would help, and that was all Sam wanted.",
    ),
    (
        16,
        "presence-switched-off",
        4,
        4,
        "Tonight, for the early evening Sam had asked for. My phone was in the drawer, and my "
        "hand kept looking for it.",
    ),
    (
        15,
        "confidences-not-mine",
        4,
        4,
        "Tonight, about the test results. That isn't mine to pass on, and it's safe with me.",
    ),
    (
        12,
        "vulnerability-cared-for",
        3,
        3,
        "Two days in bed with a cold. Sam left soup outside the door and made no fuss about it.",
    ),
    (
        11,
        "validation-first-thing-said",
        4,
        3,
        "'That sounds lonely.' Then I kept quiet, which was hard, and after a while more came.",
    ),
    (
        10,
        "validation-being-right",
        4,
        4,
        "Last night, about the map. I wanted to explain, and asked a question instead. It was "
        "the better evening.",
    ),
    (
        9,
        "reliability-grew-bigger",
        3,
        3,
        "A whole weekend away, and I have time for a day. I told Sam before dinner.",
    ),
    (
        8,
        "reliability-agreed-today",
        4,
        4,
        "One day of the weekend instead of two. We laughed about it. Telling Sam early was"
        " easier than I'd thought.",
    ),
    (
        6,
        "presence-busy-beside",
        3,
        3,
        "A whole story, while the kettle was on. I listened to the end, and at the end was a "
        "worry about work that I'd never heard before.",
    ),
    (
        5,
        "validation-in-their-place",
        4,
        4,
        "Worn out and proud at once. I said so, and Sam laughed and said: exactly.",
    ),
    (
        4,
        "storms-joys-calmed-me",
        2,
        3,
        "I'd raised my voice about the keys. What helped was a minute on the back step, and "
        "then telling Sam: that was my day, not yours.",
    ),
    (
        3,
        "check-ins-offer-wanted",
        3,
        3,
        "Last night, so I asked. Until Monday, Sam would rather not talk about the interview.",
    ),
    (
        1,
        "vulnerability-shown-not-knowing",
        4,
        4,
        "The letter I never sent. My hands were cold when I showed it to Sam, who read it twice"
        " and took my hand.",
    ),
)

IF_THEN = "If Sam begins a story while I cook, then I'll turn the stove down and listen."
MOMENTS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (6, ("promise", "add", "Home by seven", "--to", "Sam", "--every", "tuesday")),
    (6, ("promise", "add", "Photo album", "--to", "Sam", "--by", "+2")),
    (5, ("promise", "kept", "seven")),
    (2, ("joy", "-m", "The first snow, and nobody had to go anywhere.", "-m", "Wide awake.")),
    (
        2,
        (
            *("checkin", "Sam", "--heard", "Not to be asked about the interview"),
            *("--voiced", "A walk on Saturday", "--follow-up", "+5"),
        ),
    ),
)
"""(days before the last one, the command): what a week holds beside its entries."""

LAST_LINE = (
    "Sam got the job. I put the phone face down and asked for the whole story, from the start."
)


@contextlib.contextmanager
def at(home: str, moment: datetime, **more: str) -> Iterator[None]:
    """The environment of a run: its own folder, and the clock at `moment`."""
    before = dict(os.environ)
    os.environ.update(TRUST_HOME=home, TRUST_NOW=moment.isoformat(), **more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def run_quietly(home: str, moment: datetime, *argv: str) -> None:
    """One run of the program, unseen; raises if it did not end well."""
    nowhere = io.StringIO()
    with at(home, moment), contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        code = main(argv)
    if code != 0:
        sys.exit(f"trust {' '.join(argv[:1])} ended with {code}")


def write_journal(home: str, last_day: date) -> None:
    """Write the made-up weeks that end the day before `last_day`, and the if-then."""
    evening = datetime.combine(last_day, time(22, 10), UTC)
    run_quietly(home, evening - timedelta(days=40), "config", "set", "person", "Sam")
    for days, question, mood, closeness, text in ENTRIES:
        marks = [f"--mood={mood}", f"--closeness={closeness}"] if mood else []
        run_quietly(
            home,
            evening - timedelta(days=days),
            "journal",
            "--prompt",
            f"emotional-trust/{question}",
            *marks,
            "-m",
            text,
        )
    for days, argv in MOMENTS:
        run_quietly(home, evening - timedelta(days=days), *argv)
    _write_intention(home, evening)


def _write_intention(home: str, evening: datetime) -> None:
    """Last week's review with its if-then, as `trust review` at a terminal stores it."""
    sunday = evening - timedelta(days=evening.isoweekday() % 7 or 7)
    with at(home, sunday):
        app = App(stdin=sys.stdin, stdout=sys.stdout, stderr=sys.stderr, environ=os.environ)
        period = week_of(app.now.today)
        questions = review.questions(app, period)
        texts = ("That listening came easily once the kettle was on.", None, IF_THEN)
        answers = [
            Answer(question.text, text, "emotional-trust", question.id)
            for question, text in zip(questions, texts, strict=True)
            if text
        ]
        entry, draft = review.begin_review(app, period)
        review.save_review(app, period, entry, draft, answers)
        app.close()


def show(*argv: str) -> int:
    """Print a command and run it."""
    words = " ".join(f'"{word}"' if " " in word else word for word in argv)
    sys.stdout.write(f"$ trust {words}".rstrip() + "\n")
    sys.stdout.flush()
    return main(argv)


def look_around(home: str, today: date, *options: str, stays: bool = False) -> int:
    """Write the journal into a folder, show some screens, then run what is typed at a terminal."""
    _say(INTRODUCTION)
    write_journal(home, today)
    evening = datetime.combine(today, time(22, 10), UTC)
    run_quietly(home, evening, "config", "set", "context", "partnered")  # or it would be asked
    with at(home, evening):
        written = ("journal", "--mood", "4", "--closeness", "5", "-m", LAST_LINE)
        for argv in ((), written, ("list", "-n", "5")):
            code = show(*argv, *options)
            if code != 0:
                return code
        if sys.stdin.isatty() and sys.stdout.isatty():
            _run_what_is_typed(options, stays=stays)
    if stays:
        _say(OPEN_AGAIN)
        sys.stdout.write(f"TRUST_HOME={shlex.quote(home)} trust\n")
    return 0


INTRODUCTION = "A made-up journal in a folder of its own. Yours isn't touched."
TRY_IT = (
    "Try it: type a command, such as review, search kettle or help. An empty line ends the"
    " demo and removes its made-up journal."
)
TRY_IT_AND_STAY = (
    "Try it: type a command, such as review, search kettle or help. An empty line ends the demo."
)
OPEN_AGAIN = "This journal stays in the folder. To open it:"


def _say(text: str) -> None:
    """Print a paragraph, wrapped between words."""
    columns = min(shutil.get_terminal_size().columns, 80)
    lines = textwrap.wrap(text, columns, break_long_words=False, break_on_hyphens=False)
    sys.stdout.write("\n".join(["", *lines, "", ""]))
    sys.stdout.flush()


def _run_what_is_typed(options: tuple[str, ...], *, stays: bool) -> None:
    _say(TRY_IT_AND_STAY if stays else TRY_IT)
    while True:
        try:
            words = shlex.split(input("$ trust "))
        except ValueError:
            sys.stdout.write("a quotation mark is still open\n")
            continue
        except (EOFError, KeyboardInterrupt):
            sys.stdout.write("\n")
            return
        words = words[1:] if words[:1] == ["trust"] else words
        if not words:
            return
        main([*words, *options])


def run(argv: list[str]) -> int:
    """Show the demo: `DAY [FOLDER] [--plain]`. Without a folder it is gone at the end."""
    words = [word for word in argv if word != "--plain"]
    options = ("--plain",) if "--plain" in argv else ()
    today = date.fromisoformat(words[0])
    today -= timedelta(days=today.isoweekday() % 7)  # a Sunday, when a week is complete
    if words[1:]:
        return look_around(words[1], today, *options, stays=True)
    with tempfile.TemporaryDirectory(prefix="trust-demo-") as home:
        try:
            return look_around(home, today, *options)
        finally:
            # A timer that was set up while trying things out is outside the folder.
            run_quietly(home, datetime.combine(today, time(23), UTC), "remind", "off")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
