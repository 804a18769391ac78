"""Show a notification of the desktop, with a program that the system has for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_SECONDS = 20

_SCRIPT = ("on run argv", "display notification (item 2 of argv) with title (item 1 of argv)")
"""The words are arguments of the script, never part of it."""

_BALLOON = (
    "Add-Type -AssemblyName System.Windows.Forms; "
    "$icon = New-Object System.Windows.Forms.NotifyIcon; "
    "$icon.Icon = [System.Drawing.SystemIcons]::Information; $icon.Visible = $true; "
    "$icon.ShowBalloonTip(10000, $env:REMINDER_TITLE, $env:REMINDER_BODY, 'None'); "
    "Start-Sleep -Seconds 11; $icon.Dispose()"
)


def show(title: str, body: str, environ: Mapping[str, str]) -> str | None:
    """Show a notification; return None, or the reason why that failed, in one line."""
    command, more = _call(title, body)
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(environ) | more,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        return f"{command[0]} isn't installed"
    except subprocess.TimeoutExpired:
        return f"{command[0]} didn't answer"
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    if done.returncode == 0:
        return None
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else f"{command[0]} ended with code {done.returncode}"


def missing_program(environ: Mapping[str, str]) -> str | None:
    """Return the program that shows notifications on this system if it isn't installed."""
    import shutil  # 2 ms, which the timer's run doesn't need

    program = _call("", "")[0][0]
    return None if shutil.which(program, path=environ.get("PATH")) else program


def _call(title: str, body: str) -> tuple[list[str], dict[str, str]]:
    """Return the command that shows a notification, and the variables that it needs."""
    if sys.platform == "darwin":
        lines = [word for line in (*_SCRIPT, "end run") for word in ("-e", line)]
        return ["osascript", *lines, "--", title, body], {}
    if sys.platform == "win32":
        words = {"REMINDER_TITLE": title, "REMINDER_BODY": body or " "}
        return ["powershell", "-NoProfile", "-WindowStyle", "Hidden", "-Command", _BALLOON], words
    options = ("--app-name=Reminder", "--urgency=low", "--category=reminder")
    unkept = "--hint=int:transient:1"  # the desktop then leaves it out of its history
    return ["notify-send", *options, unkept, "--", title, _markup(body)], {}


def _markup(text: str) -> str:
    """Escape the body for `notify-send`, which reads backslashes, and for markup of the desktop."""
    return text.replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without our own variables, which may hold a passphrase.

    Cron sets no `XDG_RUNTIME_DIR`, by which the desktop's bus is found.
    """
    kept = {name: value for name, value in environ.items() if not name.startswith("TRUST_")}
    if sys.platform != "win32":
        runtime = Path("/run/user") / str(os.getuid())
        if "XDG_RUNTIME_DIR" not in kept and runtime.is_dir():
            kept["XDG_RUNTIME_DIR"] = str(runtime)
    return kept
