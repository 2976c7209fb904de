"""Each mechanism of the real case does in the model what the debrief says that it does."""

from __future__ import annotations

import re

import pytest

from tests.conftest import program_of
from tests.scenarios.mechanisms import Row, effect

PROGRAM = program_of("petropavlovsk")
RUNS = 3_000
SILENT = (
    "never:police.terse_line; never:police.explain; never:police.warn; never:police.detain;"
    " never:prosecutors.open_case"
)
LATE = "never:prosecutors.arrest_now; never:prosecutors.all_twenty; never:police.detain"
UNAPOLOGETIC = "never:group.half_apology; never:group.full_apology"
ALONE = "never:channel.pick_up"
POSTED = "group.declare@1; group.post@2"

TABLE = (
    # Footage that can be heard and passed on is found by itself more often than an hour of it.
    Row("M01", f"{POSTED}; {ALONE}", f"group.declare@1; group.post_cut@2; {ALONE}",
        "reaches viral", -1),
    Row("M02", "group.declare@1", "group.petition@1", "sum attention", 1),
    Row("M03", "", "papers=false", "peak outrage", 1),
    Row("M04", "", ALONE, "reaches viral", 1),
    Row("M04", "", ALONE, "peak attention", 1),
    Row("M05", "group.declare@1; channel.frame_inaction@1+", "group.declare@1;"
        " channel.frame_whole@1+", "peak pressure", 1),
    Row("M06", "foreign.compare_2014@1+", "never:foreign.compare_2014", "sum outrage", 1),
    Row("M07", "", "war=false", "peak outrage", 1),
    Row("M08", "", "precedents=false", "peak pressure", 1),
    Row("M08", "", "precedents=false", "makes channel.claim_control analyst.staging", 1),
    Row("M09", "police.terse_line@1+", SILENT, "sum pressure", -1),
    Row("M09", "police.terse_line@1+", "police.explain@1+",
        "makes channel.claim_control analyst.staging", 1),
    Row("M10", "police.terse_line@1+", SILENT, "makes assembly.condemn", 1),
    Row("M10", "police.terse_line@1+", SILENT, "makes deputies.appeal", 1),
    Row("M11", "deputies.appeal@1+; assembly.condemn@1+",
        "never:deputies.appeal; never:assembly.condemn", "sum pressure", 1),
    Row("M11", "deputies.appeal@1+; assembly.condemn@1+",
        "never:deputies.appeal; never:assembly.condemn", "reaches custody", 1),
    Row("M12", "deputies.appeal@1+; assembly.condemn@1+",
        "never:deputies.appeal; never:assembly.condemn", "makes analyst.offer_test", -1),
    Row("M12", "assembly.condemn@1+", "never:assembly.condemn", "ending settled", -1),
    Row("M13", "group.declare@1", "group.petition@1", "ending election", -1),
    Row("M14", "channel.claim_control@1+", "never:channel.claim_control", "sum outrage", 1),
    Row("M14", "channel.claim_control@1+", "never:channel.claim_control", "final trust", -1),
    Row("M15", "outlet.portrait@1+", "never:outlet.portrait", "sum outrage", -1),
    Row("M15", "outlet.portrait@1+", "never:outlet.portrait", "ending hearing", -1),
    Row("M16", "group.half_apology@1+", UNAPOLOGETIC, "sum outrage", -1),
    Row("M16", "group.half_apology@1+", UNAPOLOGETIC, "sum attention", -1),
    Row("M16", "group.half_apology@1+", "group.full_apology@1+", "ending settled", -1),
    # What keeps attention up is new footage; without it attention decays.
    Row("M17", "never:group.second_reading", "group.second_reading@1+", "sum attention", -1),
    Row("M18", "attention=0@9", "attention=5@9", "sum pressure", -1),
    # In summer everybody looks again, and the legal clock does not notice.
    Row("M18", "attention=0@16", "attention=5@16", "final file", 0, 0.05),
    Row("M19", LATE, "prosecutors.arrest_now@1+", "arrest attention", -1),
    Row("M20", "never:channel.blur_faces", "channel.blur_faces@1+", "peak harm", 1),
    Row("M20", "", ALONE, "peak harm", 1),
    Row("M21", "", f"{ALONE}; never:crowd.find", "makes deputies.rename deputies.tougher_law", 1),
    Row("M21", "attention=5@9", "attention=0@9", "ending new_law", 1),
    Row("M22", "foreign.pick_up@1+", "foreign~exact", "ending abroad", 1),
)  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_mechanism_moves_what_it_is_said_to_move(row: Row) -> None:
    mean, low, high = effect(PROGRAM, row, RUNS)
    if row.sign:
        assert min(row.sign * low, row.sign * high) > 0, (mean, low, high)
    else:
        assert -row.most < low <= high < row.most, (mean, low, high)


def test_every_mechanism_of_the_fact_sheet_is_named_as_an_assumption_and_tested() -> None:
    expected = [f"M{number:02}" for number in range(1, 23)]
    named = {}
    for mechanism in PROGRAM.scenario.file.debrief.mechanisms:
        text = str(mechanism.text)
        found = re.search(r"\bM\d\d\b", text)
        assert found, text
        assert "assumption" in text, text
        named.setdefault(found[0], set()).add(mechanism.sign)
    assert sorted(named) == expected
    assert sorted({row.id for row in TABLE}) == expected
