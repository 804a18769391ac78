"""The safety pause: after it was said that speaking is not safe, the other person stays out.

While it lasts, nothing that names or is about them is asked or shown unasked, and no screen says
why. It ends by itself, with a week as quiet and of light questions after it, or at once when it is
taken back; what began it is forgotten then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from ..app import App
from ..domain.text import label, label_key
from ..registry import all_features
from .people import everyone


def safety_pause(app: App) -> bool:
    """Return whether the safety pause is on: the person said recently it isn't safe to speak.

    The week of light questions that follows counts too, for everything shown unasked.
    """
    return not_safe_since(app) is not None


def not_safe_since(app: App) -> date | None:
    """Return the first day whose pages leave the other person out; None without a pause.

    Earlier days are shown as before: a page that changed overnight would reveal the pause.
    """
    return app.questions.not_safe_since(app.now.today)


def take_back(app: App) -> None:
    """Forget at once that anything was said not to be safe; this ends the pause."""
    if not app.has_journal:
        return
    writer = app.writer  # imports the models the quick way

    with writer.transaction() as store:
        store.forget_not_safe(before=date.max)
        for feature in all_features():
            feature.forget_not_safe(store)
    app.read_anew()


Names = Callable[[Iterable[str | None], str], bool]
"""Whether labels or a text name the person."""


def names_the_person(app: App) -> Names:
    """Return a function that tells whether labels or a text name the person of the journal.

    If the settings name no person, anyone the journal knows counts.
    """
    named = label(app.settings.person)
    aliases = [named] if named else [mentioned.person.alias for mentioned in everyone(app)]
    keys = {label_key(alias) for alias in aliases}
    anywhere = "|".join(re.escape(alias) for alias in aliases)
    word = re.compile(rf"(?<!\w)(?:{anywhere})(?!\w)", re.IGNORECASE) if aliases else None

    def names(people: Iterable[str | None], text: str) -> bool:
        labels = [person for person in people if person]
        in_labels = any(not named or label_key(person) in keys for person in labels)
        return in_labels or bool(word and word.search(text))

    return names
