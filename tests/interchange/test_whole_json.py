"""Our own JSON: everything goes out, and all of it comes back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings

from conftest import Trust
from journals import Whole, dump, journals, store


def round_trip(trust: Trust, whole: Whole) -> None:
    with TemporaryDirectory() as name:
        first, second = Path(name, "first"), Path(name, "second")
        first.mkdir()
        store(first / "journal.db", whole)
        here, there = {"TRUST_HOME": str(first)}, {"TRUST_HOME": str(second)}
        out = trust("export", "json", "-", "--include-private", env=here)
        assert out.code == 0, out.err

        came = trust("import", "-", "--json", stdin=out.out, env=there)
        assert came.code == 0, came.out
        assert came.json["data"]["skipped"] == 0
        assert dump(second / "journal.db") == dump(first / "journal.db")

        again = trust("import", "-", "--json", stdin=out.out, env=there).json["data"]
        assert (again["added"], again["parts"], again["differs"]) == (0, {}, 0)
        assert dump(second / "journal.db") == dump(first / "journal.db")
        assert trust("export", "json", "-", "--include-private", env=there).out == out.out


@settings(
    max_examples=6 if settings.get_current_profile_name() == "quick" else 300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(whole=journals())
def test_every_field_of_any_journal_comes_back(trust: Trust, whole: Whole) -> None:
    round_trip(trust, whole)
