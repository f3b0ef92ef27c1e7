"""Lessons and rankers as they are stored: sealed, numbered, counted, gone with what they came from."""

from datetime import timedelta
from pathlib import Path

from service.domain.learning import Audited, Lesson, RankerFigures, Seen
from service.domain.values import from_ms
from service.domain.wrapup import WrapUp
from service.drafting.profiles import load_shipped
from service.settings import ROOT
from service.storage import Storage
from tests.service.storage.builders import ACME, START, Clock, stored
from tests.service.storage.raw import everything

FIGURES = RankerFigures(examples=1, evidence=1)
WORDS = b"the heron lands at the mill pond"


def _lesson(wrapup: WrapUp, **changes: object) -> Lesson:
    lesson = Lesson(
        wrapup_id=wrapup.id, profile="default", seen=Seen.BLIND, confirmed_at=from_ms(START), code="heron"
    )
    return lesson.model_copy(update=changes)


def test_what_a_ranker_learnt_and_a_codes_name_are_not_readable_in_the_database(
    storage: Storage, storage_url: str
) -> None:
    _, wrapup = stored(storage)

    with storage.work.begin(ACME) as unit:
        unit.lessons.put(_lesson(wrapup))
        row = unit.rankers.add("default", 1, WORDS, FIGURES, [wrapup.id])

    assert b"heron" not in everything(storage_url, ACME)
    with storage.work.read(ACME) as unit:
        assert unit.rankers.body("default", row.version) == WORDS


def test_a_lesson_is_stored_over_the_one_before(storage: Storage) -> None:
    _, wrapup = stored(storage)

    with storage.work.begin(ACME) as unit:
        unit.lessons.put(_lesson(wrapup))
        unit.lessons.put(_lesson(wrapup, seen=Seen.EDITED))

    with storage.work.read(ACME) as unit:
        later = from_ms(START) + timedelta(days=1)
        blind = unit.lessons.newest("default", Seen.BLIND, before=later, limit=9)
        edited = unit.lessons.newest("default", Seen.EDITED, before=later, limit=9)
    assert (len(blind), len(edited)) == (0, 1)


def test_the_newest_lessons_come_first_and_no_more_than_asked_for(storage: Storage) -> None:
    wrapups = [stored(storage)[1] for _ in range(4)]
    with storage.work.begin(ACME) as unit:
        for minutes, wrapup in enumerate(wrapups):
            unit.lessons.put(_lesson(wrapup, confirmed_at=from_ms(START) + timedelta(minutes=minutes)))

    with storage.work.read(ACME) as unit:
        before = from_ms(START) + timedelta(minutes=3)
        found = unit.lessons.newest("default", Seen.BLIND, before=before, limit=2)

    assert [one.wrapup_id for one in found] == [wrapups[2].id, wrapups[1].id]


def test_a_lesson_goes_with_its_wrapup(storage: Storage) -> None:
    _, wrapup = stored(storage)
    with storage.work.begin(ACME) as unit:
        unit.lessons.put(_lesson(wrapup))

    with storage.work.begin(ACME) as unit:
        unit.wrapups.remove(wrapup.id)

    with storage.work.read(ACME) as unit:
        assert unit.lessons.missing([wrapup.id]) == {wrapup.id}


def test_audits_are_counted_by_ranker_and_code(storage: Storage) -> None:
    right, wrong, other, not_audited = (stored(storage)[1] for _ in range(4))
    with storage.work.begin(ACME) as unit:
        unit.lessons.put(_lesson(right, audit=True, ranker=3, right=True))
        unit.lessons.put(_lesson(wrong, audit=True, ranker=3))
        unit.lessons.put(_lesson(other, audit=True, ranker=3, code="egret"))
        unit.lessons.put(_lesson(not_audited, ranker=3))

    with storage.work.read(ACME) as unit:
        found = [unit.lessons.audited("default", *key) for key in ((3, "heron"), (3, "egret"), (2, "heron"))]

    assert found == [Audited(count=2, errors=1), Audited(count=1, errors=1), Audited()]


def test_the_newest_version_that_is_left_is_current(storage: Storage) -> None:
    call, wrapup = stored(storage)
    with storage.work.begin(ACME) as unit:
        for learnt_from in ([], [wrapup.id]):
            unit.rankers.add("default", 1, WORDS, FIGURES, learnt_from)
        before = unit.rankers.current("default")

        forgotten = unit.rankers.forget(call.id)

        after, listed = unit.rankers.current("default"), unit.rankers.rows()
    assert before is not None
    assert after is not None
    assert (before.version, after.version, forgotten) == (2, 1, ("default",))
    assert [(row.version, row.usable, row.figures) for row in listed] == [
        (2, False, FIGURES),
        (1, True, FIGURES),
    ]


def test_waiting_counts_what_is_evidence_and_new(storage: Storage, clock: Clock) -> None:
    old, accepted, blind, edited = (stored(storage)[1] for _ in range(4))
    with storage.work.begin(ACME) as unit:
        live = unit.profiles.add(load_shipped(ROOT / "prompts" / "default"), by="a")
        unit.profiles.label("default", "live", live.version, by="a")
        unit.lessons.put(_lesson(old))
        fitted = unit.rankers.add("default", 1, WORDS, FIGURES, [])
    clock.advance(1_000)
    with storage.work.begin(ACME) as unit:
        for wrapup, seen in ((accepted, Seen.ACCEPTED), (blind, Seen.BLIND), (edited, Seen.EDITED)):
            unit.lessons.put(_lesson(wrapup, seen=seen, confirmed_at=unit.now))
        (waiting,), (capped,) = unit.lessons.waiting(10), unit.lessons.waiting(1)

    assert (waiting.profile, waiting.fresh, waiting.known) == ("default", 2, 1)
    assert waiting.fitted_at == fitted.created_at
    assert capped.fresh == 1


def test_a_backup_holds_figures_and_lessons_but_nothing_that_was_learnt(
    storage: Storage, tmp_path: Path
) -> None:
    _, wrapup = stored(storage)
    with storage.work.begin(ACME) as unit:
        unit.lessons.put(_lesson(wrapup))
        unit.rankers.add("default", 1, WORDS, FIGURES, [wrapup.id])

    storage.backup(tmp_path / "data", tmp_path / "keys")

    saved = (tmp_path / "data").read_text()
    assert all(f'"table":"{name}"' in saved for name in ("lessons", "rankers"))
    assert all(name not in saved for name in ("ranker_bodies", "ranker_examples"))
