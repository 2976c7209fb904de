"""Ensembles: rows are the story engine's stories, counts are those of the rows, bytes are the
same however the work was done."""

from __future__ import annotations

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet
import pytest
from hypothesis import given, settings

import sim
from sim.engine.events import Changed, Moved, OutcomeDrawn, RoundBegan, StageEntered, date_of
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.errors import MissingExtraError, NewscycleError, UsageError
from sim.lab import blob, output, tasks
from sim.lab.running import run_job
from sim.lab.store import Store
from sim.lab.tables import EVENT_COLUMNS
from sim.program.lower import lower
from sim.scenario.catalog import bundled
from sim.scenario.reader import load_path, load_text
from tests.conftest import FIXTURE_NAMES, fixture_path
from tests.engine.test_meaning import WHAT_IFS
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.program.model import Program
    from sim.scenario.reader import Scenario


def scenario_of(name: str) -> Scenario:
    path = fixture_path(name)
    return load_path(path if path.exists() else bundled()[name])


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks of 64 stories, so that a few hundred make many parts."""
    monkeypatch.setattr(tasks, "TASK", 64)
    monkeypatch.setattr(tasks, "EVENT_TASK", 64)
    monkeypatch.setattr(tasks, "CHUNK", 40)
    monkeypatch.setattr(tasks, "EVENT_CHUNK", 40)


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def expected_row(program: Program, story: Story) -> dict[str, str]:
    """A row as the story engine's events have it."""
    state = story.state
    row = {
        "number": story.number,
        "ending": story.ending,
        "rounds": state.round,
        "days": state.day,
        **{f"value_{v.id}": state.values[v.index] for v in program.variables},
        **{f"unknown_{u.id}": u.values[state.truths[u.index]] for u in program.unknowns},
    }
    for stage in program.stages:
        row[f"first_{stage.id}"] = next(
            (e.round for e in story.events if isinstance(e, StageEntered) and e.to == stage.id), 0
        )
    for move in program.moves:
        row[f"made_{move.name}"] = sum(
            isinstance(e, Moved) and f"{e.actor}.{e.move}" == move.name for e in story.events
        )
    return {name: str(value) for name, value in row.items()}


def expected_events(program: Program, story: Story) -> list[tuple[str, ...]]:
    """The events' rows, made from the story engine's events."""
    rows: list[dict[str, Any]] = []
    for event in story.events:
        date = date_of(program, event.day)
        row: dict[str, Any] = {
            "round": event.round,
            "day": event.day,
            "date": "" if date is None else date.isoformat(),
            "event": event.type,
        }
        match event:
            case RoundBegan():
                row["activity"] = "round"
            case Moved():
                row |= {"actor": event.actor, "move": event.move, "how": event.how}
                row["activity"] = f"{event.actor}.{event.move}"
            case OutcomeDrawn():
                rows[-1]["outcome"] = event.outcome
                if len(program.move(f"{event.actor}.{event.move}").outcomes) > 1:
                    rows[-1]["activity"] += f":{event.outcome}"
                continue
            case Changed():
                row |= {"variable": event.variable, "from": event.before, "to": event.after}
                row |= {"cause": event.cause, "activity": event.variable}
            case StageEntered():
                row |= {"stage": event.to, "from": event.before or "", "to": event.to}
                row |= {"cause": event.cause, "activity": event.to}
            case _:
                continue
        rows.append(row)
    return [
        tuple(
            str({"story": story.number, "seq": seq, **row}.get(name, "")) for name in EVENT_COLUMNS
        )
        for seq, row in enumerate(rows, start=1)
    ]


def expected_sequence(program: Program, story: Story) -> list[str]:
    """The stage at the end of each round, empty once the story is over."""
    stages = [""] * (program.rounds + 1)
    for event in story.events:
        if isinstance(event, RoundBegan):
            stages[event.round] = stages[event.round - 1]
        elif isinstance(event, StageEntered):
            stages[event.round] = event.to
    return stages[1:]


@pytest.mark.usefixtures("small_tasks")
@pytest.mark.parametrize("name", [*FIXTURE_NAMES, *bundled()])
def test_every_row_event_and_sequence_is_the_story_engines_own(name: str, tmp_path: Path) -> None:
    scenario = scenario_of(name)
    program, lines = lower(scenario), WHAT_IFS.get(name, [])
    out, events, sequences = (tmp_path / f"{n}.csv" for n in ("rows", "events", "sequences"))
    first, runs = 30, 70
    sim.ensemble(
        scenario, runs=runs, seed=9, do=lines, first=first, rows=False,
        out=out, events=events, sequences=sequences,
    )  # fmt: skip
    stories = [
        Story(program, 9, number, plan=plan_of(program, lines))
        for number in range(first, first + runs)
    ]
    rows = read(out)
    assert rows == [expected_row(program, story) for story in stories]
    told = [tuple(row.values()) for row in read(events)]
    assert told == [row for story in stories for row in expected_events(program, story)]
    lists = [list(row.values()) for row in read(sequences)]
    assert lists == [[str(s.number), *expected_sequence(program, s)] for s in stories]


@settings(max_examples=50)
@given(programs_with_lines(most=4))
def test_rows_of_generated_scenarios_are_the_story_engines_own(
    made: tuple[Program, list[str]],
) -> None:
    program, lines = made
    rows = sim.ensemble(program.scenario, runs=10, seed=5, do=lines).table()
    for number in range(10):
        expected = expected_row(program, Story(program, 5, number, plan=plan_of(program, lines)))
        assert {name: str(column[number]) for name, column in rows.items()} == expected


def test_counts_are_those_of_the_rows() -> None:
    scenario = scenario_of("paper")
    lines = ["paper.print:inner@1", "council.shout@3+"]
    result = sim.ensemble(scenario, runs=3_000, seed=4, do=lines)
    rows = result.table()
    for name, share in result.endings.items():
        assert share.count == np.count_nonzero(rows["ending"] == name)
        assert share.low <= share.share <= share.high
    for name, share in result.reached.items():
        assert share.count == np.count_nonzero(rows[f"first_{name}"])
    assert result.rounds.mean == pytest.approx(rows["rounds"].mean())
    assert result.days.mean == pytest.approx(rows["days"].mean())
    for name, mean in result.variables.items():
        assert mean.mean == pytest.approx(rows[f"value_{name}"].mean())
    for number, by_then in enumerate(result.by_round):
        for name, share in by_then.items():
            there = (rows["ending"] == name) & (rows["rounds"] <= number)
            assert share.count == np.count_nonzero(there)
    program = lower(scenario)
    stories = [Story(program, 4, n, plan=plan_of(program, lines)) for n in range(300)]
    few = sim.ensemble(scenario, runs=300, seed=4, do=lines)
    for line, words in few.forced.items():
        for word, share in words.items():
            status = word.replace("_", " ")
            assert share.count == sum(story.forced()[line] == status for story in stories)


def outputs(folder: Path) -> dict[str, bytes]:
    """All files of a run, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def tell(folder: Path, kind: str = ".csv", **how: Any) -> None:
    """One run with every kind of output, into ``folder``."""
    folder.mkdir(exist_ok=True)
    sim.ensemble(
        scenario_of("paper"), runs=300, seed=3, rows=False, out=folder / f"x{kind}",
        events=folder / "e.csv", sequences=folder / "s.csv", **how,
    )  # fmt: skip


@pytest.mark.usefixtures("small_tasks")
@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_an_executor_changes_no_byte(kind: str, tmp_path: Path) -> None:
    tell(tmp_path / "one", kind)
    with ThreadPoolExecutor(3) as threads:
        tell(tmp_path / "three", kind, executor=threads)
    assert outputs(tmp_path / "one") == outputs(tmp_path / "three")
    assert len(outputs(tmp_path / "one")) == 6


class BrokenError(RuntimeError):
    """An interruption, as it comes from outside."""


def cut_after(number: int) -> Any:
    def progress(told: int) -> None:
        if told >= number:
            raise BrokenError

    return progress


@pytest.mark.usefixtures("small_tasks")
@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_a_resumed_run_is_the_uninterrupted_one_to_the_byte(kind: str, tmp_path: Path) -> None:
    tell(tmp_path / "whole", kind)
    for after in (64, 128, 250):
        with pytest.raises(BrokenError):
            tell(tmp_path / "cut", kind, progress=cut_after(after), resume=after > 64)
        assert not (tmp_path / "cut" / f"x{kind}").exists()
    kept = len(list((tmp_path / "cut" / f"x{kind}.parts").glob("*.part")))
    assert kept >= 3
    tell(tmp_path / "cut", kind, resume=True)
    assert outputs(tmp_path / "cut") == outputs(tmp_path / "whole")


@pytest.mark.usefixtures("small_tasks")
def test_a_damaged_part_is_told_again(tmp_path: Path) -> None:
    tell(tmp_path / "whole")
    with pytest.raises(BrokenError):
        tell(tmp_path / "cut", progress=cut_after(200))
    parts = sorted((tmp_path / "cut" / "x.csv.parts").glob("*.part"))
    data = bytearray(parts[0].read_bytes())
    data[len(data) // 2] ^= 1
    parts[0].write_bytes(bytes(data))
    parts[1].write_bytes(parts[1].read_bytes()[:-7])
    tell(tmp_path / "cut", resume=True)
    assert outputs(tmp_path / "cut") == outputs(tmp_path / "whole")


@pytest.mark.usefixtures("small_tasks")
def test_an_unfinished_run_is_neither_overwritten_nor_taken_for_another(tmp_path: Path) -> None:
    with pytest.raises(BrokenError):
        tell(tmp_path / "cut", progress=cut_after(64))
    with pytest.raises(UsageError, match="add --resume"):
        tell(tmp_path / "cut")
    with pytest.raises(UsageError, match="is another one"):
        tell(tmp_path / "cut", resume=True, do=["mill.deny*0"])
    with pytest.raises(UsageError, match="is another one"):
        tell(tmp_path / "cut", resume=True, first=1)


@pytest.mark.usefixtures("small_tasks")
def test_parts_that_another_run_left_behind_are_never_used(tmp_path: Path) -> None:
    """As after a crash in the moment in which a complete run was clearing up."""
    tell(tmp_path / "whole")
    with pytest.raises(BrokenError):
        tell(tmp_path / "cut", progress=cut_after(250), do=["mill.deny*0"])
    (tmp_path / "cut" / "x.csv.parts" / "job.json").unlink()
    tell(tmp_path / "cut")
    assert outputs(tmp_path / "cut") == outputs(tmp_path / "whole")


@pytest.mark.usefixtures("small_tasks")
def test_a_resumed_run_may_become_longer(tmp_path: Path) -> None:
    scenario = scenario_of("paper")
    with pytest.raises(BrokenError):
        tell(tmp_path / "cut", progress=cut_after(128))
    sim.ensemble(
        scenario, runs=500, seed=3, out=tmp_path / "cut" / "x.csv",
        events=tmp_path / "cut" / "e.csv", sequences=tmp_path / "cut" / "s.csv",
        rows=False, resume=True,
    )  # fmt: skip
    longer = read(tmp_path / "cut" / "x.csv")
    assert [row["number"] for row in longer] == [str(n) for n in range(500)]


def test_parquet_and_csv_hold_the_same_rows_and_the_manifest_travels_along(tmp_path: Path) -> None:
    result = sim.ensemble(scenario_of("unknowns"), runs=200, seed=3)
    result.to_csv(tmp_path / "x.csv")
    result.to_parquet(tmp_path / "x.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "x.parquet")
    lines = [{k: str(v) for k, v in row.items()} for row in table.to_pylist()]
    assert lines == read(tmp_path / "x.csv")
    inside = json.loads(table.schema.metadata[b"newscycle"])
    beside = json.loads((tmp_path / "x.parquet.manifest.json").read_text("utf-8"))
    assert inside.items() <= beside.items()
    assert inside["kind"] == "sampled"
    assert (inside["seed"], inside["runs"]) == (3, 200)


def test_precision_stops_at_the_first_look_that_is_sharp_enough(tmp_path: Path) -> None:
    scenario = scenario_of("roof")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "TASK", 200)
        told: list[int] = []
        result = sim.ensemble(
            scenario, runs=100_000, seed=1, precision=0.02, rows=False,
            progress=told.append, out=tmp_path / "x.csv",
        )  # fmt: skip
        half = max((s.high - s.low) / 2 for s in result.endings.values())
        assert half <= 0.02
        looks = result.runs // 200
        assert looks & (looks - 1) == 0
        before = sim.ensemble(scenario, runs=result.runs // 2, seed=1, rows=False)
        assert max((s.high - s.low) / 2 for s in before.endings.values()) > 0.02
        assert len(read(tmp_path / "x.csv")) == result.runs == told[-1]
        assert result.manifest["runs"] == result.runs
        assert not (tmp_path / "x.csv.parts").exists()
        most = sim.ensemble(scenario, runs=500, seed=1, precision=0.001, rows=False)
        assert most.runs == 500


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"runs": 0}, "at least 1"),
        ({"first": -1}, "counted from 0"),
        ({"seed": 2**64}, "A seed is"),
        ({"precision": 1.5}, "precision"),
        ({"resume": True}, "needs the output"),
        ({"out": "x.txt"}, r"\.csv or \.parquet"),
        ({"events": "x.parquet"}, r"ends in \.csv"),
        ({"out": "x.csv", "events": "x.csv"}, "same name"),
        ({"out": "nowhere/x.csv"}, "There is no folder"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(
    how: dict[str, Any], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=message):
        sim.ensemble(scenario_of("roof"), **{"runs": 10, "seed": 1, **how})
    assert not list(tmp_path.glob("x*"))


def test_without_pyarrow_parquet_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"newscycle\[lab\]"):
        sim.ensemble(scenario_of("roof"), runs=10, seed=1, out=tmp_path / "x.parquet")
    assert not list(tmp_path.glob("*.p*"))


def test_rows_that_were_not_kept_are_asked_for_with_a_plain_error() -> None:
    result = sim.ensemble(scenario_of("roof"), runs=10, seed=1, rows=False)
    with pytest.raises(UsageError, match="rows=True"):
        result.table()


@pytest.mark.usefixtures("small_tasks")
def test_a_full_disk_keeps_what_is_finished_and_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(tmp_path / "whole")
    written = Path.write_bytes
    room = [3]

    def write(path: Path, data: bytes) -> int:
        if path.suffix == ".new" and not room[0]:
            raise OSError(28, "No space left on device")
        room[0] -= 1
        return written(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write)
        with pytest.raises(NewscycleError, match=r"no space left.*is kept in.*--resume"):
            tell(tmp_path / "full")
    assert len(list((tmp_path / "full" / "x.csv.parts").glob("*.part"))) == 3
    tell(tmp_path / "full", resume=True)
    assert outputs(tmp_path / "full") == outputs(tmp_path / "whole")


@pytest.mark.usefixtures("small_tasks")
def test_files_are_written_while_the_run_goes_on(tmp_path: Path) -> None:
    """Not one after the other: workers would stand idle until the last byte is on the disk."""
    out = tmp_path / "x.csv"
    sizes = []

    def look(told: int) -> None:
        sizes.append(out.with_name("x.csv.new").stat().st_size)

    result = sim.ensemble(
        scenario_of("roof"), runs=2_000, seed=1, rows=False, out=out, progress=look
    )
    assert result.runs == 2_000
    assert sizes[-1] > out.stat().st_size / 3
    assert not out.with_name("x.csv.new").exists()


def test_a_disk_that_fills_up_at_the_end_leaves_the_old_file_and_the_parts(tmp_path: Path) -> None:
    old = tmp_path / "x.csv"
    old.write_text("old")

    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "csv_heading", full)
        with pytest.raises(NewscycleError, match=r"x\.csv could not be written: no space.*resume"):
            sim.ensemble(scenario_of("roof"), runs=10, seed=1, rows=False, out=old)
    assert old.read_text() == "old"
    assert len(list((tmp_path / "x.csv.parts").glob("*.part"))) == 1


def test_no_cell_of_a_table_begins_as_a_formula_does() -> None:
    """Everything in rows is an id or a number; ids begin with a letter."""
    for name in bundled():
        rows = sim.ensemble(scenario_of(name), runs=50, seed=1).table()
        for column in rows.values():
            if column.dtype.kind == "U":
                assert all(cell[0].isalpha() for cell in column.tolist())


@pytest.mark.parametrize("most", [127, 128, 32_767, 32_768, 2**31, 2**40])
def test_a_variable_keeps_its_largest_value_in_a_row(most: int) -> None:
    text = (
        "newscycle: 1\ntitle: Large\ncalendar: {rounds: 2, at_end: over}\n"
        f"variables: {{x: {{label: X, start: {most}, range: [-{most}, {most}]}}}}\n"
        "stages: {begin: {label: Begin}, over: {label: Over, ending: true}}\n"
        "actors: {a: {name: A, moves: {m: {label: M, change: {x: +1}}}}}\n"
    )
    rows = sim.ensemble(load_text(text), runs=5, seed=1).table()
    assert rows["value_x"].tolist() == [most] * 5


def test_blobs_refuse_what_was_damaged_or_is_something_else() -> None:
    good = blob.pack({"a": 1}, {"x": np.arange(5, dtype=np.int16)})
    facts, arrays = blob.unpack(good)
    assert facts == {"a": 1}
    assert arrays["x"].tolist() == [0, 1, 2, 3, 4]
    for at in range(0, len(good), 3):
        bad = bytearray(good)
        bad[at] ^= 4
        with pytest.raises(blob.BlobError):
            blob.unpack(bytes(bad))
    for bad in (b"", good[:-1], b"newscycle-blob/1 x y\n"):
        with pytest.raises(blob.BlobError):
            blob.unpack(bad)


def test_a_worker_of_another_version_is_refused() -> None:
    job = tasks.Job("roof", scenario_of("roof").text, 1)
    foreign = json.loads(job.packed())
    foreign["made_by"]["newscycle"] = "9.9"
    with pytest.raises(NewscycleError, match="same version"):
        tasks.run_task(json.dumps(foreign).encode(), 0, 10)


@pytest.mark.usefixtures("small_tasks")
def test_a_run_that_stops_early_leaves_no_work_behind(tmp_path: Path) -> None:
    job = tasks.Job("roof", scenario_of("roof").text, 1)
    with ThreadPoolExecutor(1) as threads:
        parts = run_job(job, 0, 64 * 1000, executor=threads)
        assert next(parts).count == 64
        parts.close()
    assert Store(tmp_path, "").find(0, 64) is None
