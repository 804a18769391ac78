"""Text handling: cleaning, labels, word counts and excerpts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MAX_BYTES = 16 * 1024 * 1024
"""The largest entry that is stored, in bytes; a larger one stays a draft."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text ready to store, with flags for what had to be changed so that the user can be told."""

    text: str
    nul: bool = False
    crlf: bool = False
    invalid: bool = False


def clean(text: str) -> Cleaned:
    """Replace what a text file cannot contain: NUL, CRLF, and bytes that were not UTF-8."""
    valid = _without_surrogates(text)
    cleaned = re.sub(r"(?<!\r)\r+\n", "\n", valid).replace("\0", "\ufffd")
    return Cleaned(cleaned, "\0" in valid, "\r\n" in valid, valid != text)


def _without_surrogates(text: str) -> str:
    """Replace surrogates, which represent bytes that were not UTF-8, or half a character."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def decode(raw: bytes) -> Cleaned:
    """Decode and clean bytes from a pipe or a file; a byte order mark is dropped."""
    text = raw.decode("utf-8-sig", "replace")
    cleaned = clean(text)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return Cleaned(cleaned.text, cleaned.nul, cleaned.crlf, invalid=True)
    return cleaned


def word_count(text: str) -> int:
    """Count the words of a text, as separated by white space."""
    return len(text.split())


def label(text: str) -> str:
    """Normalise a tag or an alias for storage: NFC, without a leading `@` or `#`."""
    return re.sub(r"^[\s@#]+", "", unicodedata.normalize("NFC", text)).rstrip()


def label_key(text: str) -> str:
    """Return the form by which labels are compared, ignoring case."""
    return unicodedata.normalize("NFC", text).casefold()


def labels(texts: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Normalise labels: no duplicates or blanks, in a fixed order, so that equal sets are equal."""
    unique = {label_key(label(text)): label(text) for text in reversed(texts) if label(text)}
    return tuple(unique[key] for key in sorted(unique))


_MARKS = re.compile(r"^\s*(?:[#>*+-]+|\d+[.)])\s+|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", re.MULTILINE)


_PARAGRAPH = re.compile(r"(?<=\w)[^\S\n]*(?:\n[^\S\n]*){2,}(?=\S)")
"""A paragraph break after a letter or digit, where no punctuation separates the thoughts."""


def excerpt(text: str, limit: int) -> str:
    """Return the opening of a text on one line: whole sentences if they fit, else whole words.

    `limit` is in characters; a text cut inside a sentence ends in `…`. Paragraphs that end without
    punctuation are separated by ` / `.
    """
    flat = " ".join(_PARAGRAPH.sub(" / ", _MARKS.sub("", text[: limit * 8])).split())
    if len(flat) <= limit and len(text) <= limit * 8:
        return flat
    head = flat[: limit - 1]
    sentence = max(head.rfind(mark) for mark in (". ", "! ", "? ", "。", "！", "？"))
    if sentence >= limit // 3:
        return head[: sentence + 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut >= limit // 2 else head).rstrip(" ,;:–—-") + "…"


_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]"  # Thai to Han


def is_sentence(word: str) -> bool:
    """Return whether a single argument may hold several words, in a script without spaces."""
    return len(word) > 3 and bool(re.search(_UNSPACED, word))


def joined_with_or(words: Sequence[str]) -> str:
    """Return `a`, `a or b` or `a, b or c`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def joined_with_and(words: Sequence[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
