"""Beats as lines: what a compositor would not let pass."""

import pytest

from sim.play.wire import Beat
from sim.tui.typeset import BeatBlock


@pytest.mark.parametrize("width", range(24, 90))
def test_no_line_of_an_act_begins_with_the_colon_after_its_actor(width: int) -> None:
    beat = Beat(
        kind="act", round=5, date="29 Mar", title="",
        who="Prosecutors and the security committee", what="Open a pre-trial case",
    )  # fmt: skip
    lines = [str(line).strip() for line in BeatBlock(beat)(width)]
    assert "committee:" in " ".join(lines)
    assert not [line for line in lines if line.startswith(":")]
