"""A brief wait for other programs is for what is opened in its block, and for its thread."""

from __future__ import annotations

from threading import Thread

from trustjournal.storage import connect


def test_a_thread_beside_a_brief_wait_waits_as_long_as_usual() -> None:
    waits = []
    with connect.waiting_briefly():
        assert connect.busy_seconds() == connect.BRIEF_SECONDS
        beside = Thread(target=lambda: waits.append(connect.busy_seconds()))
        beside.start()
        beside.join()
    assert [*waits, connect.busy_seconds()] == [connect.BUSY_SECONDS] * 2
