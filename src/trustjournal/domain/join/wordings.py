"""Words that are changed in several places: none of them is lost, and the latest is read.

`WORDINGS` are the texts of an entry, each with the ids of those it was written over:

    {id: {"stamp": ..., "at": moment, "title": ..., "body": ..., "answers": [...],
          "over": {id: true}, "then": [stamp, {...}]}}

The id is a hash of nothing but the moment and the words: everything else can change without a new
version, and a text must not get another id then. A text that nothing was written over is a *head*.
The answers of a head are stored, those of an earlier text are not. `then` has what the entry was
besides its words when it was written over.

`WORDS` are a few words without history, such as the text of a promise:

    {id: {"stamp": ..., "values": {...}}, or a tombstone once they were replaced}

Two heads, or two words, mean that they were changed in two places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from itertools import count
from typing import Any

from .parts import (
    FIXED,
    GONE,
    LATEST,
    Part,
    State,
    canonical,
    is_gone,
    join_each,
    join_record,
    latest,
    tombstone,
)
from .stamps import Stamp


def hash_id(*values: Any) -> str:
    """Return an id made of some values: 16 hexadecimal digits."""
    return blake2b(canonical(values).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


# --- texts of an entry -------------------------------------------------------------------

_FIELDS = {
    "stamp": FIXED.join,
    "at": FIXED.join,
    "title": FIXED.join,
    "body": FIXED.join,
    "answers": join_record({}),
    "over": join_each(FIXED.join),
    "then": LATEST.join,
}
UNSTORED: State = {GONE: {}}
"""The answers of a text that was written over: the journal doesn't store them either."""


def new_id(wordings: State, at: str, title: str | None, body: str) -> str:
    """Return the id of a text that is stored at some moment, the same on all machines.

    A clock may give one moment to two versions with the same words; the second is counted.
    """
    name = hash_id(at, title, body)
    for place in count(2):
        if name not in wordings:
            break
        name = hash_id(at, title, body, place)
    return name


def add_wording(
    wordings: State | None, text: Mapping[str, Any], stamp: Stamp, then: Mapping[str, Any]
) -> State:
    """Return what a new text adds, which is written over all heads.

    `text` has the fields `modified_at`, `title`, `body` and perhaps `answers`; `then` is what the
    entry was besides its words until now.
    """
    before = wordings or {}
    new = new_id(before, text["modified_at"], text["title"], text["body"])
    over = heads(before)
    added: State = {name: {"answers": UNSTORED, "then": latest(stamp, dict(then))} for name in over}
    added[new] = {
        "stamp": stamp,
        "at": text["modified_at"],
        "title": text["title"],
        "body": text["body"],
        "answers": [dict(answer) for answer in text.get("answers") or ()],
        "over": dict.fromkeys(over, True),
    }
    return added


def heads(wordings: State) -> list[str]:
    """Return the ids of the texts that nothing was written over, in the order of their stamps."""
    over = {earlier for wording in wordings.values() for earlier in wording["over"]}
    return in_order(wordings, wordings.keys() - over or wordings)


def in_order(wordings: State, ids: Any) -> list[str]:
    """Sort ids of texts by their stamps, the earliest first."""
    return sorted(ids, key=lambda name: (wordings[name]["stamp"], name))


def sources(wordings: State) -> dict[str, list[str]]:
    """Return the ids of the texts that can be read now, each with the heads that have its words.

    Several are changes in several places. A head that left the words as they were (the mood was
    changed, say) doesn't count beside a text that was written over the same words.
    """
    if len(wordings) == 1:
        return {name: [name] for name in wordings}
    heads_of: dict[str, list[str]] = {}
    for head in heads(wordings):
        for source in _sources_of(wordings, head):
            heads_of.setdefault(source, []).append(head)
    outdated = {earlier for source in heads_of for earlier in texts_behind(wordings, source)}
    current = in_order(wordings, heads_of.keys() - outdated or heads_of)
    return {source: heads_of[source] for source in current}


def words_of(wording: State) -> tuple[Any, Any]:
    """Return what makes a text differ from another."""
    return wording["title"], wording["body"]


def _sources_of(wordings: State, name: str) -> set[str]:
    """Return the ids of the texts that first had the words of another, before it or as it."""
    sources: set[str] = set()
    for each in _walk(wordings, [name], _same_words):
        if not _same_words(wordings, each):
            sources.add(each)
    return sources or {name}


def _same_words(wordings: State, name: str) -> list[str]:
    """Return the ids of what a text was written over, if it left all of it as it was."""
    over = [earlier for earlier in wordings[name]["over"] if earlier in wordings]
    words = words_of(wordings[name])
    return over if all(words_of(wordings[earlier]) == words for earlier in over) else []


def texts_behind(wordings: State, name: str) -> set[str]:
    """Return the ids of all texts that one was written over, directly or not."""
    return _walk(wordings, wordings[name]["over"], _over) - {name}


def _over(wordings: State, name: str) -> Iterable[str]:
    """Return the ids of the texts that one was written over."""
    ids: Mapping[str, Any] = wordings[name]["over"]
    return ids


def _walk(
    wordings: State, begin: Iterable[str], onward: Callable[[State, str], Iterable[str]]
) -> set[str]:
    """Return the ids of all texts that one gets to, going `onward` from each."""
    passed: set[str] = set()
    waiting = [*begin]
    while waiting:
        name = waiting.pop()
        if name in wordings and name not in passed:
            passed.add(name)
            waiting += onward(wordings, name)
    return passed


def current_id(wordings: State) -> str:
    """Return the id of the text that is read now."""
    *_, latest_source = sources(wordings).values()
    return latest_source[-1]


def _first_wording(part: Any, value: Any, stamp: Stamp) -> Any:
    return add_wording(part, value, stamp, {})


def text_of(wording: State) -> dict[str, Any]:
    """Return the columns of a text: `modified_at`, `title`, `body` and `answers`."""
    answers = [] if is_gone(wording["answers"]) else wording["answers"]
    text = {name: wording[name] for name in ("title", "body")}
    return {"modified_at": wording["at"], **text, "answers": answers}


def _read_wordings(part: Any) -> Any:
    return text_of(part[current_id(part)])


WORDINGS = Part(join_each(join_record(_FIELDS)), _first_wording, _read_wordings)
"""The texts of an entry. `entries.edit` changes them."""


# --- words without history ---------------------------------------------------------------


def _set_words(part: Any, values: Mapping[str, Any], stamp: Stamp) -> Any:
    replaced = {name: tombstone(stamp) for name in words_in_order(part or {})}
    if all(words is None for words in values.values()):
        return replaced or None
    return replaced | {hash_id(stamp, values): {"stamp": stamp, "values": dict(values)}}


def words_in_order(part: State) -> list[str]:
    """Return the ids of the words that were not replaced, the latest last."""
    return in_order(part, [name for name in part if not is_gone(part[name])])


def _read_words(part: Any) -> Any:
    valid = words_in_order(part)
    return part[valid[-1]]["values"] if valid else None


WORDS = Part(join_each(join_record({})), _set_words, _read_words)
"""Words without history: those that nobody replaced, and the latest is read."""
