"""``newscycle quiz`` in a process of its own, as people and scripts meet it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from typing import Any

import pytest

from sim.cli.main import run
from sim.play.quiz.scoring import Counts, measures
from sim.play.quiz.store import kept, quiz_folder
from tests.cli.test_commands import ROOF, newscycle


def here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *args: str, stdin: str = ""
) -> tuple[int, str, str]:
    """The command in this process: its exit code, output and errors."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
    code = run(["quiz", *args])
    told = capsys.readouterr()
    return code, told.out, told.err


def document_of(printed: str) -> dict[str, Any]:
    document = json.loads(printed)
    assert isinstance(document, dict)
    return document


def test_sorting_in_a_pipe_and_the_same_as_one_document() -> None:
    before = newscycle("quiz", "leaking_roof", "--plain", stdin="3\n" * 20)
    assert before.returncode == 0
    assert "Before the story" in before.stdout
    after = newscycle("quiz", "leaking_roof", "--plain", "--after", stdin="1\n" * 20)
    assert after.returncode == 0
    assert "Compared with before the story" in after.stdout
    done = newscycle("quiz", "leaking_roof", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = document_of(done.stdout)
    first, second = document["sittings"]
    assert (first["occasion"], second["occasion"]) == ("before", "after")
    assert {a["id"] for a in first["answers"]} == {a["id"] for a in second["answers"]}
    found = measures(Counts(second["hits"], second["documented"], second["false_alarms"],
                            second["others"]))  # fmt: skip
    assert found is not None
    assert second["d_prime"]["value"] == pytest.approx(found.d_prime.value, abs=1e-6)
    assert second["criterion"]["error"] == pytest.approx(found.criterion.error, abs=1e-6)
    assert second["table"]["wrong"]["documented"] == second["false_alarms"] - sum(
        second["table"][v]["documented"] for v in ("claimed", "interpretation", "unknown")
    )
    (comparison,) = document["comparisons"]
    assert (comparison["from"], comparison["to"]) == ("before", "after")
    assert comparison["claims"] == second["claims"]
    assert comparison["criterion"]["value"] < 0, "who calls all documented trusts"
    assert document["damaged"] == {}


def test_answers_under_a_name_are_kept_apart_and_a_seed_fixes_the_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("anna", "ben"):
        code, _, _ = here(monkeypatch, capsys, "leaking_roof", "--plain", "--later", "--seed", "7",
                          "--name", name, stdin="1\n2\n3\n")  # fmt: skip
        assert code == 0
    assert document_of(here(monkeypatch, capsys, "leaking_roof", "--json")[1])["sittings"] == []
    both = [
        document_of(here(monkeypatch, capsys, "leaking_roof", "--json", "--name", name)[1])
        for name in ("anna", "ben")
    ]
    (annas,), (bens,) = (document["sittings"] for document in both)
    assert (annas["occasion"], annas["done"], annas["seed"]) == ("later", False, 7)
    assert annas["answers"] == bens["answers"]
    assert len(annas["answers"]) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("leaking_roof",), 2, "The full screen needs a terminal; --plain goes line by line."),
        (("leaking_rof", "--plain"), 2, "leaking_roof"),
        (("leaking_roof", "--plain", "--name", "Anna!"), 2, "cannot be a name"),
        (("leaking_roof", "--json", "--after"), 2, "it asks nothing"),
        (("leaking_roof", "--plain", "--before", "--after"), 2, "choose one"),
        ((ROOF, "--plain"), 2, "has no claims to sort"),
    ],
)
def test_what_makes_no_sense_is_said_in_words(
    arguments: tuple[str, ...],
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, _, told = here(monkeypatch, capsys, *arguments)
    assert found == code
    assert words in told


def test_a_damaged_file_is_refused_with_65_and_left_out_of_the_document(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here(monkeypatch, capsys, "leaking_roof", "--plain", "--after", stdin="1\n2\n")
    (path,) = quiz_folder().iterdir()
    path.write_bytes(path.read_bytes().replace(b'"verdict":"claimed"', b'"verdict":"unknown"'))
    done = newscycle("quiz", "leaking_roof", "--plain", "--after", stdin="1\n")
    assert done.returncode == 65
    assert "its checksum does not fit" in done.stderr
    assert "Move the file away" in done.stderr
    assert "Traceback" not in done.stderr
    code, printed, told = here(monkeypatch, capsys, "leaking_roof", "--json")
    assert code == 0
    assert "Left out" in told
    document = document_of(printed)
    assert "checksum" in document["damaged"]["after"]
    assert document["sittings"] == []


def test_killed_at_any_claim_it_goes_on_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that was acknowledged is lost: feedback was seen only for what is on the disk."""
    acknowledged = 0
    for sorted_now in (2, 3):
        child = subprocess.Popen(
            [sys.executable, "-u", "-m", "sim", "quiz", "leaking_roof", "--after", "--plain"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ, text=True,
        )  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("1\n" * sorted_now)
        child.stdin.flush()
        deadline, seen = time.monotonic() + 60, 0
        for line in child.stdout:
            seen += line.startswith(f"Claim {acknowledged + sorted_now + 1} of")
            if seen or time.monotonic() > deadline:
                break
        child.kill()
        child.wait()
        acknowledged += sorted_now
        (sitting,) = kept("leaking_roof").sittings
        assert len(sitting.given) == acknowledged
    rest = ("leaking_roof", "--after", "--plain")
    _, printed, _ = here(monkeypatch, capsys, *rest, stdin="1\n" * 20)
    assert f"{acknowledged} are sorted already" in " ".join(printed.split())
    assert kept("leaking_roof").sittings[0].done
