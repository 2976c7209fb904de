"""Reading graphs back: small readers of ours, and the programs that the files are meant for.

Real Graphviz is used where ``dot`` is on the path. Real Mermaid where NEWSCYCLE_MERMAID names a
folder in which ``npm install mermaid jsdom`` was run, and ``node`` is on the path.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

SVG = "{http://www.w3.org/2000/svg}"

LABEL = r'"((?:[^"#<>&`\\;|{}()\[\]%*_~$^=+@!.\n-]|#\d+;|<br>)*)"'
"""Quotation marks with nothing inside that Mermaid could take for anything but text."""

NODE = re.compile(rf"    (\w+)(\(\[|\[\[|\[|>){LABEL}(\]\)|\]\]|\])(?::::(\w+))?")
EDGE = re.compile(rf"    (\w+) (--|==) {LABEL} (-->|==>) (\w+)")
DASHED = re.compile(r"    (\w+) -\.-> (\w+)")
DOT_STRING = r'"((?:[^"\\]|\\["\\n])*)"'
"""A quoted string of DOT with no escape in it but those for signs and new lines."""

DOT_NODE = re.compile(rf"  {DOT_STRING} \[label={DOT_STRING}(, [\w=\", #]+)?\];")
DOT_EDGE = re.compile(rf"  {DOT_STRING} -> {DOT_STRING} \[(?:label={DOT_STRING})?([\w=\", #]*)\];")

MERMAID = """
import { JSDOM } from "jsdom";
const dom = new JSDOM("<!DOCTYPE html><body></body>");
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });
let text = "";
for await (const piece of process.stdin) text += piece;
const found = [];
for (const one of JSON.parse(text)) {
  await mermaid.parse(one);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(one);
  const nodes = [...db.getVertices().values()].map((v) => [v.id, v.text, v.classes]);
  const edges = db.getEdges().map((e) => [e.start, e.end, e.text, e.stroke]);
  found.push({ nodes, edges });
}
console.log(JSON.stringify(found));
"""


@dataclass(frozen=True)
class Read:
    """What a file says: labels by name, and the ways with their words and whether they are thick.

    White space is left out of all words, because lines are broken in many places.
    """

    nodes: dict[str, str]
    edges: list[tuple[str, str, str, bool]]


def bare(*texts: str) -> str:
    """``texts`` without any white space."""
    return "".join("".join(text.split()) for text in texts)


def plain(label: str) -> str:
    """A label of Mermaid as it is shown."""
    return bare(re.sub(r"#(\d+);", lambda m: chr(int(m[1])), label.replace("<br>", "\n")))


def read_mermaid(text: str) -> tuple[str, Read]:
    """The title and the graph, read by us; everything in the file must be as expected."""
    _, head, body = text.split("---\n", 2)
    title = yaml.safe_load(head)["title"]
    assert len(head.splitlines()) == 1
    first, *lines = body.rstrip("\n").split("\n")
    assert first == "flowchart TB"
    nodes: dict[str, str] = {}
    edges = []
    for line in lines:
        if match := NODE.fullmatch(line):
            nodes[match[1]] = plain(match[3])
        elif match := EDGE.fullmatch(line):
            edges.append((match[1], match[5], plain(match[3]), match[2] == "=="))
        elif match := DASHED.fullmatch(line):
            edges.append((match[1], match[2], "", False))
        else:
            assert re.match(r"    (classDef|linkStyle) [\w,: #-]+$", line), line
    return title, Read(nodes, edges)


def _dot_text(quoted: str) -> str:
    said = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], quoted)
    return bare(said.replace("&amp;", "&"))


def read_dot(text: str) -> tuple[str, Read]:
    """The title and the graph, read by us; everything in the file must be as expected."""
    first, head, node, edge, *lines, last, nothing = text.split("\n")
    assert re.fullmatch(rf"digraph {DOT_STRING} {{", first)
    assert (last, nothing) == ("}", "")
    title = re.match(rf"  graph \[label={DOT_STRING}, ", head)
    assert title
    assert node.startswith("  node [")
    assert edge.startswith("  edge [")
    nodes: dict[str, str] = {}
    edges = []
    for line in lines:
        if match := DOT_NODE.fullmatch(line):
            nodes[match[1]] = _dot_text(match[2])
        else:
            match = DOT_EDGE.fullmatch(line)
            assert match, line
            edges.append((match[1], match[2], _dot_text(match[3] or ""), "#1a66b8" in match[4]))
    return _dot_text(title[1]), Read(nodes, edges)


def ask_mermaid(texts: list[str]) -> list[Read]:
    """What Mermaid itself reads from ``texts``."""
    folder = os.environ.get("NEWSCYCLE_MERMAID")
    node = shutil.which("node")
    if not folder or node is None:
        pytest.skip(
            "needs node, and NEWSCYCLE_MERMAID naming a folder with npm install mermaid jsdom"
        )
    done = subprocess.run(
        [node, "--input-type=module", "-e", MERMAID],
        cwd=folder,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [_from_mermaid(one) for one in json.loads(done.stdout)]


def _from_mermaid(found: Any) -> Read:
    def shown(text: str) -> str:
        # How Mermaid keeps a number while it reads; it is put back when it draws.
        kept = text.replace("ﬂ°°", "&#").replace("ﬂ°", "&").replace("¶ß", ";")
        return bare(html.unescape(kept.replace("<br>", "\n")))

    return Read(
        {name: shown(text) for name, text, _ in found["nodes"]},
        [(a, b, shown(text), stroke == "thick") for a, b, text, stroke in found["edges"]],
    )


def ask_graphviz(text: str) -> tuple[str, Read]:
    """What Graphviz draws of ``text``: the words that can be read in its picture."""
    program = shutil.which("dot")
    if program is None:
        pytest.skip("needs Graphviz: there is no 'dot' on the path")
    done = subprocess.run(
        [program, "-Tsvg"], input=text, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Error" not in done.stderr
    assert "syntax" not in done.stderr
    root = ElementTree.fromstring(done.stdout)  # noqa: S314
    nodes: dict[str, str] = {}
    edges = []
    title = ""
    for group in root.iter(f"{SVG}g"):
        words = bare(*(text.text or "" for text in group.findall(f"{SVG}text")))
        name = group.findtext(f"{SVG}title") or ""
        if group.get("class") == "graph":
            title = words
        elif group.get("class") == "node":
            nodes[name] = words
        elif group.get("class") == "edge":
            source, _, target = name.partition("->")
            path = group.find(f"{SVG}path")
            assert path is not None
            edges.append((source, target, words, path.get("stroke") == "#1a66b8"))
    return title, Read(nodes, edges)
