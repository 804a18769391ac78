"""Complete words in bash, zsh and fish, quoted as each of them needs.

Typer knows what may come next, but passes blanks, quotes and other signs on unquoted, so the
shell takes them for its own syntax. Scripts that are installed already keep working: this module
prints what they evaluate.
"""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer import _completion_shared as shared
from typer._click.shell_completion import CompletionItem, add_completion_class
from typer._completion_classes import BashComplete, FishComplete, ZshComplete

from ..errors import InputOutput
from ..paths import must_be_file, write_atomic
from ..sentences import EXPORT_UNWRITABLE
from ..terminal.key_parser import is_control

BASH_SCRIPT = """\
%(complete_func)s() {
    local IFS=$'\\n'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD COMP_TYPE=$COMP_TYPE \\
                   %(autocomplete_var)s=complete_bash $1 ) )
    return 0
}

complete -o nosort -o default -F %(complete_func)s %(prog_name)s 2> /dev/null ||
    complete -o default -F %(complete_func)s %(prog_name)s  # bash before 4.4
"""
_LISTING = {"33", "63", "64"}
"""The values of `COMP_TYPE` for which bash lists the completions: `!`, `?` and `@`."""
ZSH_SCRIPT = """\
#compdef %(prog_name)s

%(complete_func)s() {
  local typed="${words[1,$CURRENT]}"
  eval $(env _TYPER_COMPLETE_ARGS=$typed %(autocomplete_var)s=complete_zsh %(prog_name)s)
}

if [[ $funcstack[1] == _%(prog_name)s ]]; then
  %(complete_func)s "$@"  # zsh has loaded this file for a completion
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef %(complete_func)s %(prog_name)s
fi
"""
_BREAKS = "=:@"
"""Where bash breaks a word that it completes, besides at blanks and at its own syntax."""
_NEVER_QUOTED = frozenset("%+,-./0123456789:=@_")
_QUOTED_IN_DOUBLE = frozenset('"$`\\')


def teach_typer() -> None:
    """Let Typer use the classes, scripts and installation of this module instead of its own."""
    for complete in (_Bash, _Zsh, _Fish):
        add_completion_class(complete, complete.name)
    shared._completion_scripts["bash"] = BASH_SCRIPT
    shared._completion_scripts["zsh"] = ZSH_SCRIPT
    shared.install_bash = _install_in_bash
    shared.install_zsh = _install_in_zsh
    shared.install_fish = _install_in_fish


# --- installing ----------------------------------------------------------------------------------


def _install_in_bash(*, prog_name: str, complete_var: str, shell: str) -> Path:
    """Store the script for bash, and have `~/.bashrc` read it. Raises `InputOutput`."""
    script = Path.home() / ".bash_completions" / f"{prog_name}.sh"
    _store(script, prog_name, complete_var, shell)
    _append_missing(Path.home() / ".bashrc", {f"source '{script}'": f"source '{script}'"})
    return script


def _install_in_zsh(*, prog_name: str, complete_var: str, shell: str) -> Path:
    """Store the script for zsh, and have `~/.zshrc` look where it is. Raises `InputOutput`."""
    script = Path.home() / ".zfunc" / f"_{prog_name}"
    _store(script, prog_name, complete_var, shell)
    load = "fpath+=~/.zfunc; autoload -Uz compinit; compinit"
    menu = "zstyle ':completion:*' menu select"
    _append_missing(Path.home() / ".zshrc", {load: load, "zstyle": menu})
    return script


def _install_in_fish(*, prog_name: str, complete_var: str, shell: str) -> Path:
    """Store the script where fish looks for it. Raises `InputOutput`."""
    script = Path.home() / ".config" / "fish" / "completions" / f"{prog_name}.fish"
    _store(script, prog_name, complete_var, shell)
    return script


def _store(path: Path, prog_name: str, complete_var: str, shell: str) -> None:
    script = shared.get_completion_script(
        prog_name=prog_name, complete_var=complete_var, shell=shell
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(Path(os.path.realpath(path)), f"{script}\n".encode())
    except OSError as error:
        raise InputOutput(EXPORT_UNWRITABLE, path=path, why=error.strerror) from None


def _append_missing(path: Path, lines: dict[str, str]) -> None:
    """Append each line to a start-up file that doesn't have its key; what is there stays.

    Typer's own way writes the whole file again: on a full disk that empties it.
    """
    try:
        if path.exists():
            must_be_file(path)
        with path.open("a+b", buffering=0) as file:
            file.seek(0)
            before = file.read()
            missing = [line for key, line in lines.items() if key.encode() not in before]
            gap = b"\n" if before and not before.endswith(b"\n") else b""
            if not missing:
                return
            added = gap + "".join(f"{line}\n" for line in missing).encode()
            if file.write(added) < len(added):
                file.truncate(len(before))
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise InputOutput(EXPORT_UNWRITABLE, path=path, why=error.strerror) from None


# --- completing ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command line, as far as it is typed."""

    value: str
    quote: str = ""
    """The quote that is still open."""
    before_quote: str = ""
    """The text before that quote."""


def words_of(line: str) -> list[Word]:
    """Split a line as a shell does. The last word is the one at the cursor, maybe empty."""
    words: list[Word] = []
    value, quote, before, in_word = "", "", "", False
    letters = iter(line)
    for letter in letters:
        if quote:
            if letter == quote:
                quote = ""
            elif letter == "\\" and quote == '"':
                after = next(letters, "")
                value += after if after in _QUOTED_IN_DOUBLE else letter + after
            else:
                value += letter
        elif letter in " \t\n":
            if in_word:
                words.append(Word(value))
            value, in_word = "", False
            continue
        elif letter in "'\"":
            quote, before = letter, value
        else:
            value += next(letters, "") if letter == "\\" else letter
        in_word = True
    words.append(Word(value, quote, before if quote else ""))
    return words


class _Offers:
    """The completions of the word at the cursor."""

    line: list[Word]

    def get_completion_args(self) -> tuple[list[str], str]:
        """Get the words before the one at the cursor, without the program's name, and that one."""
        self.line = self.words()
        return [word.value for word in self.line[1:-1]], self.line[-1].value

    def words(self) -> list[Word]:
        """Get the words of the line up to the cursor."""
        return words_of(os.environ.get("_TYPER_COMPLETE_ARGS", ""))

    def full_word(self, item: CompletionItem) -> str:
        """Return the completed word, with the option if the word begins with `--option=`."""
        option, equals, _ = self.line[-1].value.partition("=")
        return f"{option}={item.value}" if equals and option.startswith("-") else str(item.value)

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return the completions without control characters, which a terminal would obey."""
        offered: Any = super()
        items: list[CompletionItem] = offered.get_completions(args, incomplete)
        return [item for item in items if not any(map(is_control, str(item.value)))]


class _Bash(_Offers, BashComplete):
    """Completion in bash, which inserts a completion unquoted in place of its own word."""

    broken_off = ""
    """The part of the word at the cursor that comes before bash's own word."""

    def words(self) -> list[Word]:
        """Join the words that bash breaks apart."""
        try:
            at = int(os.environ["COMP_CWORD"])
            typed = os.environ["COMP_WORDS"]
        except (KeyError, ValueError):
            return [Word("")]
        if at < 1:
            return [Word("")]
        if "\n" not in typed:
            words = words_of(typed)[: at + 1]
            return words if at < len(words) else [*words, Word("")]
        pieces = typed.split("\n")[: at + 1]
        raw = _rejoined(pieces)
        before = raw[-1] if _is_break(pieces[-1]) else raw[-1].removesuffix(pieces[-1])
        before = before.removesuffix("@")  # bash breaks before it, and replaces it
        self.broken_off = words_of(before)[-1].value
        return [words_of(word)[-1] for word in raw]

    def complete(self) -> str:
        """Return the completions, with what they are where bash lists several of them.

        Bash would insert the explanation together with a completion, so there is none where it
        inserts one. While it lists them it inserts at most what all of them begin with.
        """
        items = self.get_completions(*self.get_completion_args())
        words = [self.format_completion(item) for item in items]
        if len(set(words)) > 1 and os.environ.get("COMP_TYPE") in _LISTING:
            width = max(map(len, words))
            words = [
                f"{word:{width}}  ({' '.join(item.help.split())})" if item.help else word
                for word, item in zip(words, items, strict=True)
            ]
        return "\n".join(words)

    def format_completion(self, item: CompletionItem) -> str:
        """Leave out what bash does not replace, and quote the rest as the word begins."""
        word = self.line[-1]
        stays = word.before_quote if word.quote else self.broken_off
        return _quoted(self.full_word(item).removeprefix(stays), word.quote)


def _is_break(piece: str) -> bool:
    return bool(piece) and not piece.strip(_BREAKS)


def _rejoined(pieces: list[str]) -> list[str]:
    """Join the pieces around each place where bash breaks a word."""
    words: list[str] = []
    joins = False
    for piece in pieces:
        if len(words) > 1 and (joins or _is_break(piece)):
            words[-1] += piece
        else:
            words.append(piece)
        joins = _is_break(piece)
    return words


def _quoted(text: str, quote: str) -> str:
    """Quote a text for bash, where a quote may be open already."""
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote:
        return "".join(f"\\{letter}" if letter in _QUOTED_IN_DOUBLE else letter for letter in text)
    return "".join(letter if _is_plain(letter) else f"\\{letter}" for letter in text)


def _is_plain(letter: str) -> bool:
    """Return whether no shell takes a character for syntax."""
    return letter.isalnum() or not letter.isascii() or letter in _NEVER_QUOTED


class _Zsh(_Offers, ZshComplete):
    """Completion in zsh, which evaluates the answer and quotes the words that it inserts."""

    def complete(self) -> str:
        """Return the zsh commands that offer words, with no blank inside their arguments."""
        args, incomplete = self.get_completion_args()
        items = self.get_completions(args, incomplete)
        explained = [
            _literal(f"{_in_describe(self.full_word(item))}:{' '.join(item.help.split())}")
            for item in items
            if item.help
        ]
        unexplained = [_literal(self.full_word(item)) for item in items if not item.help]
        lines = []
        if explained:
            lines.append(f"local -a _trust; _trust=( {' '.join(explained)} );")
            lines.append(f"_describe {_literal('words')} _trust;")
        if unexplained:
            lines.append(f"compadd -- {' '.join(unexplained)};")
        return " ".join(lines) or "_files"


def _in_describe(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _literal(text: str) -> str:
    """Write a text so that zsh reads it back, with no blank and no quote in it."""
    return "".join(
        ["$'", *(letter if _is_plain(letter) else f"\\x{ord(letter):02x}" for letter in text), "'"]
    )


class _Fish(_Offers, FishComplete):
    """Completion in fish, which takes one word a line and quotes it."""

    def format_completion(self, item: CompletionItem) -> str:
        """Return a word and, after a tab, its description."""
        explained = f"\t{' '.join(item.help.split())}" if item.help else ""
        return f"{self.full_word(item)}{explained}"
