"""What an editor with the YAML language server shows of a scenario while it is typed.

Run with ``NEWSCYCLE_YAML_SERVER=… python -m pytest -m slow tests/author/test_editors.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.scenario.catalog import bundled
from sim.scenario.scalars import CERTAINTIES, NEWS_KINDS, VERDICTS
from sim.scenario.schema import json_schema, keys_at
from tests.author.languageserver import HERE, Editor, server_command
from tests.conftest import FIXTURE_NAMES, fixture_path
from tests.docs.pages import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
HEAD = "# yaml-language-server: $schema=newscycle.json\n"
STORY = """\
newscycle: 1
title: The roof
calendar: {rounds: 8, at_end: faded}
variables:
  attention: {start: 1, range: [0, 5]}
stages:
  ignored: {text: Rain falls.}
  faded: {ending: true, text: Over.}
actors:
  pupil:
    moves:
      post:
        in: ignored
"""
MOVE = ("actors", "pupil", "moves", "post")


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("editor")
    (folder / "newscycle.json").write_text(json.dumps(json_schema()), "utf-8")
    with Editor(server_command(), folder) as editor:
        yield editor


def sound() -> list[Path]:
    return [
        *bundled().values(),
        *map(fixture_path, FIXTURE_NAMES),
        *sorted(TUTORIAL.glob("step_*.yaml")),
    ]


def test_nothing_is_underlined_in_a_sound_file(editor: Editor) -> None:
    assert len(sound()) > 12
    for path in sound():
        assert editor.problems(HEAD + path.read_text("utf-8")) == [], path.name


@pytest.mark.parametrize(
    "lines",
    [
        "change: {attention: +2}",
        "change: {attention: -1 + attention}",
        "set: {attention: 0}",
        "text:\n          - {when: round > 2, text: x}\n          - text: y",
        "news: {headline: x, kind: video}",
        "news:\n          - {headline: x}\n          - {headline: y, seen_by: [pupil]}",
        "after: [pupil.post, post]",
        "label: 1984",
        "weight: 1 + attention",
        "inside: {pupil: x}",
    ],
)
def test_nothing_is_underlined_in_a_sound_move(editor: Editor, lines: str) -> None:
    assert editor.problems(f"{HEAD}{STORY}        {lines}\n") == []


def keys_offered(editor: Editor, text: str) -> dict[str, str]:
    return editor.completions(HEAD + text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"newscycle: 1\n{HERE}", ()),
        (f"{STORY}        {HERE}", MOVE),
        (f"{STORY}        outcomes:\n          - {HERE}", (*MOVE, "outcomes", 0)),
        (
            f"{STORY}        outcomes:\n          - chance: 1\n            {HERE}",
            (*MOVE, "outcomes", 0),
        ),
        (f"{STORY}        news:\n          {HERE}", (*MOVE, "news", 0)),
        (f"{STORY}        news:\n          - {HERE}", (*MOVE, "news", 0)),
        (f"{STORY}        text:\n          - {HERE}", (*MOVE, "text", 0)),
        (f"{STORY}  head:\n    {HERE}", ("actors", "head")),
        (f"{STORY}transitions:\n  - {HERE}", ("transitions", 0)),
        (f"{STORY}record:\n  steps:\n    - {HERE}", ("record", "steps", 0)),
        (f"{STORY}debrief:\n  mechanisms:\n    - {HERE}", ("debrief", "mechanisms", 0)),
        (f"{STORY}what_ifs:\n  one:\n    {HERE}", ("what_ifs", "one")),
        (f"{STORY}expect:\n  - {HERE}", ("expect", 0)),
        (f"{STORY}sources:\n  one:\n    {HERE}", ("sources", "one")),
        (STORY.replace("stages:", f"stages:\n  new:\n    {HERE}"), ("stages", "new")),
        (STORY.replace("variables:", f"variables:\n  new:\n    {HERE}"), ("variables", "new")),
        (STORY.replace("{rounds: 8, at_end: faded}", f"\n  {HERE}"), ("calendar",)),
    ],
)
def test_every_key_is_offered_where_it_may_stand_with_its_meaning(
    editor: Editor, text: str, path: tuple[str | int, ...]
) -> None:
    offered = keys_offered(editor, text)
    before = text[: text.index(HERE)].rsplit("\n", 3)
    there = {line.strip(" -").partition(":")[0] for line in before}
    for key in keys_at(path):
        if key not in there and not (path == MOVE and key == "in"):
            assert key in offered, (key, sorted(offered))
            assert len(offered[key]) > 3, key
    assert "null" not in offered
    assert "Default value" not in offered


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{STORY}        certainty: {HERE}", CERTAINTIES),
        (f"{STORY}        news:\n          kind: {HERE}", NEWS_KINDS),
        (f"{STORY}claims:\n  - text: x\n    verdict: {HERE}", VERDICTS),
        (f"{STORY}        once: {HERE}", ("true", "false")),
        (f"newscycle: {HERE}", ("1",)),
    ],
)
def test_the_values_that_may_stand_there_are_offered_and_no_other(
    editor: Editor, text: str, wanted: tuple[str, ...]
) -> None:
    assert set(editor.completions(HEAD + text)) == set(wanted)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (STORY.replace("title", f"ti{HERE}tle"), "Title of the scenario."),
        (STORY.replace("ending", f"end{HERE}ing"), "Whether the story ends here."),
        (STORY.replace("  in:", f"  i{HERE}n:"), "Stages in which it is possible."),
        (STORY.replace("ignored: {", f"ign{HERE}ored: {{"), "A state of the story"),
        (STORY.replace("pupil:", f"pu{HERE}pil:"), "Somebody who acts."),
        (STORY.replace("post:", f"po{HERE}st:"), "A thing that an actor can do."),
        (f"{STORY}        chan{HERE}ge: {{attention: +2}}\n", "Added to variables"),
        (f"{STORY}        change: {{atten{HERE}tion: +2}}\n", "Added to variables"),
        (f"{STORY}        certainty: clai{HERE}med\n", "needs a source"),
        (f"{STORY}        news: {{headl{HERE}ine: x}}\n", "The headline."),
        (f"{STORY}        outcomes:\n          - {{chan{HERE}ce: 2}}\n", "Relative weight."),
        (f"{STORY}        text:\n          - {{wh{HERE}en: round > 1, text: x}}\n", "Condition"),
    ],
)
def test_a_word_is_explained_where_one_points_at_it(editor: Editor, text: str, words: str) -> None:
    assert words in editor.hover(HEAD + text)


def test_the_settings_on_the_page_are_enough_without_a_line_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "newscycle.json").write_text(json.dumps(json_schema()), "utf-8")
    (block,) = [b for b in blocks("docs/editors.md") if b.language == "json"]
    given = json.loads(block.text)
    settings = {
        "schemas": given["yaml.schemas"],
        "schemaStore": {"enable": given["yaml.schemaStore.enable"]},
    }
    with Editor(server_command(), tmp_path, settings) as editor:
        for name in ("bus_story.yaml", "scenarios/bus.yaml"):
            found = editor.problems(STORY.replace("title", "titel"), name)
            assert (2, "Property titel is not allowed.") in found
        assert editor.problems(STORY.replace("title", "titel"), "other.yaml") == []


LAST = STORY.count("\n") + 1


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        ("turn_to: faded", 1, "turn_to is not allowed"),
        ("once: yes", 1, 'Expected "boolean"'),
        ("cooldown: many", 1, 'Expected "integer"'),
        ("change: {attention: [1]}", 1, "Incorrect type"),
        ("change: {Public Attention: +1}", 1, "Public Attention is not allowed"),
        ("outcomes:\n          - {chanse: 2}", 2, "chanse is not allowed"),
        ("news: {headline: x, kind: vidoe}", 1, '"video"'),
        ("news: {by: x}", 1, 'Missing property "headline"'),
        ("news:\n          - {headline: x, kynd: post}", 2, "kynd is not allowed"),
        ("text:\n          - {when: round > 2, txt: x}", 2, "txt is not allowed"),
        ("certainty: sure", 1, '"documented"'),
        ("after: Pupil Post", 1, "actor.move"),
        ("source: [Some Page]", 1, "An id has small letters"),
        ("label:", 1, "Incorrect type"),
    ],
)
def test_a_mistake_is_underlined_on_its_line(
    editor: Editor, lines: str, line: int, words: str
) -> None:
    found = editor.problems(f"{HEAD}{STORY}        {lines}\n")
    assert any(at == LAST + line and words in said for at, said in found), found
    assert {at for at, _ in found} == {LAST + line}


def test_what_is_missing_is_said_where_it_belongs(editor: Editor) -> None:
    found = editor.problems(HEAD + STORY.replace("title: The roof\n", ""))
    assert [said for _, said in found] == ['Missing property "title".']
    found = editor.problems(HEAD + STORY.replace(", at_end: faded", ""))
    assert found == [(4, 'Missing property "at_end".')]
    found = editor.problems(HEAD + STORY.replace("ignored: {", "Ignored Stage: {"))
    assert found == [(8, "Property Ignored Stage is not allowed.")]
