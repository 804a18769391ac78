"""A made-up journal of some weeks, written through the program itself.

Nobody in it is real. `trust demo` and `make try` show it, `make pictures` draws it. It runs in a
process of its own, with a folder of its own, so that it can't touch anybody's journal.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from .__main__ import main

# (days before the last one, practice, mood, closeness, what was written)
ENTRIES: tuple[tuple[int, str, int | None, int | None, str], ...] = (
    (
        33,
        "safe-space",
        3,
        2,
        "On the walk to the shop, alone. Nobody wanted anything. I hummed."
        " I would like to be like that with Sam in the room.",
    ),
    (
        32,
        "presence",
        3,
        3,
        "I was drying a cup the whole time Sam talked about the team. I heard the first half.",
    ),
    (
        31,
        "attunement",
        4,
        3,
        "Sam went quiet after the call. I asked. It was relief, not worry. I had guessed wrong.",
    ),
    (
        29,
        "transparency",
        2,
        2,
        "Tired. I said fine three times. The longer answer was: I felt left out on Sunday.",
    ),
    (
        28,
        "reliability",
        3,
        3,
        "I said I would send the form. I did, at eleven at night, and told Sam in the morning.",
    ),
    (
        26,
        "safe-space",
        4,
        4,
        "Sam brought up the thing about my brother. My jaw went tight. I said: go on.",
    ),
    (
        25,
        "presence",
        4,
        3,
        "I let Sam finish the story about the bus. At the end came the part that mattered.",
    ),
    (
        24,
        "vulnerability",
        3,
        3,
        "I told Sam that I am afraid of the move. It came out as a joke first.",
    ),
    (
        22,
        "storms-joys",
        4,
        4,
        "Good news reached me at lunch, and I told it badly, in one line. Sam asked twice.",
    ),
    (
        21,
        "check-ins",
        4,
        4,
        "What I am glad of: Sam warmed the car. I said it at the door and not in my head only.",
    ),
    (20, "presence", None, None, "Nothing much. We ate, we read. It was a good quiet."),
    (
        18,
        "storms-joys",
        2,
        2,
        "We were short with each other about the dishes. I walked around the block"
        " and came back with a smaller sentence.",
    ),
    (
        17,
        "check-ins",
        3,
        3,
        "I asked what would help this week. An early evening, Sam said. Just that.",
    ),
    (
        16,
        "presence",
        4,
        4,
        "I kept the early evening. Phone in the drawer. I noticed how often my hand looked for it.",
    ),
    (
        15,
        "confidences",
        4,
        4,
        "Something was told to me today that is not mine to pass on. I have it safe.",
    ),
    (
        12,
        "attunement",
        3,
        3,
        "Back after two days with a cold. Sam put soup outside the door and made no fuss about it.",
    ),
    (
        11,
        "validation",
        4,
        3,
        "I said: that sounds lonely. Then I was quiet, which was hard. More came after a while.",
    ),
    (
        10,
        "validation",
        4,
        4,
        "I wanted to explain. I asked a question instead. It was the better evening.",
    ),
    (
        9,
        "reliability",
        3,
        3,
        "I promised the weekend and the calendar says otherwise. I told Sam before dinner.",
    ),
    (
        8,
        "reliability",
        4,
        4,
        "We laughed about the weekend. Moving a plan early is easier than I had thought.",
    ),
    (
        6,
        "presence",
        3,
        3,
        "The kettle was on and I listened for a whole story. Sam ended with a worry about work,"
        " the first time I hear of it.",
    ),
    (
        5,
        "validation",
        4,
        4,
        "I named it back: you are worn out and proud at once. Sam laughed and said: exactly.",
    ),
    (
        4,
        "storms-joys",
        2,
        3,
        "A hard one. I raised my voice about the keys. Later I said: that was my day, not yours.",
    ),
    (
        3,
        "check-ins",
        3,
        3,
        "I asked what Sam needs before Monday. To not be asked about the interview. Noted.",
    ),
    (
        1,
        "vulnerability",
        4,
        4,
        "I told Sam about the letter I never sent. My hands were cold. It was met kindly.",
    ),
)

IF_THEN = "If Sam begins a story while I cook, then I turn the stove down and listen."
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
    for days, practice, mood, closeness, text in ENTRIES:
        marks = [f"--mood={mood}", f"--closeness={closeness}"] if mood else []
        run_quietly(
            home,
            evening - timedelta(days=days),
            "journal",
            "--practice",
            practice,
            *marks,
            "-m",
            text,
        )
    for days, argv in MOMENTS:
        run_quietly(home, evening - timedelta(days=days), *argv)
    _write_intention(home, evening)


def _write_intention(home: str, evening: datetime) -> None:
    """Last week's review with its if-then, as `trust review` at a terminal stores it."""
    from .app import App
    from .domain.entry import Answer
    from .domain.periods import week_of
    from .services import review

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
    sys.stdout.write(INTRODUCTION)
    sys.stdout.flush()
    write_journal(home, today)
    evening = datetime.combine(today, time(22, 10), UTC)
    run_quietly(home, evening, "config", "set", "context", "partnered")  # or it would be asked
    with at(home, evening):
        answer = ("journal", "--answer", "--mood", "4", "--closeness", "5", "-m", LAST_LINE)
        for argv in ((), answer, ("list", "-n", "5")):
            code = show(*argv, *options)
            if code != 0:
                return code
        if sys.stdin.isatty() and sys.stdout.isatty():
            _run_what_is_typed(options, stays=stays)
    if stays:
        sys.stdout.write(OPEN_AGAIN.format(folder=shlex.quote(home)))
    return 0


INTRODUCTION = "A made-up journal in a folder of its own; yours is not touched.\n\n"
TRY_IT = "\nTry it: type a command, such as review, search kettle or help. Enter alone ends it"
GONE = ", and\neverything you wrote into this journal is gone then.\n\n"
STAYS = ".\n\n"
OPEN_AGAIN = "\nThis journal stays in the folder. To open it: TRUST_HOME={folder} trust\n"


def _run_what_is_typed(options: tuple[str, ...], *, stays: bool) -> None:
    sys.stdout.write(TRY_IT + (STAYS if stays else GONE))
    while True:
        try:
            words = shlex.split(input("$ trust "))
        except ValueError:
            sys.stdout.write("a quote is still open\n")
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
        return look_around(home, today, *options)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
