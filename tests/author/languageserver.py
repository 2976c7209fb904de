"""A client of the YAML language server: what an editor sees of a scenario while it is typed.

NEWSCYCLE_YAML_SERVER names the command, for instance after ``npm install yaml-language-server``:
``node_modules/.bin/yaml-language-server``.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

PATIENCE = 60.0
HERE = "‸"
"""Where the cursor stands in a text."""


def server_command() -> str:
    """The command of the language server; the test is skipped without one."""
    command = os.environ.get("NEWSCYCLE_YAML_SERVER")
    if not command:
        pytest.skip("needs NEWSCYCLE_YAML_SERVER, the path of a yaml-language-server")
    return command


@dataclass
class Editor:
    """An editor with one folder open, in which the schema lies as ``newscycle.json``.

    ``settings`` are those of the group ``yaml``.
    """

    command: str
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    number: int = 0
    version: int = 0

    def __enter__(self) -> Editor:
        self.process = subprocess.Popen(
            [self.command, "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )
        self.inbox: queue.Queue[Any] = queue.Queue()
        self.told: dict[str, tuple[int, list[Any]]] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": self.folder.as_uri(),
                "capabilities": {
                    "workspace": {"configuration": True},
                    "textDocument": {
                        "completion": {"completionItem": {"snippetSupport": True}},
                        "publishDiagnostics": {"versionSupport": True},
                    },
                },
            },
        )
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()

    # -- what an editor does ------------------------------------------------------------------

    def problems(self, text: str, name: str | None = None) -> list[tuple[int, str]]:
        """What is underlined in ``text``: line and message of each, by line."""
        uri = self._open(text, name)
        while uri not in self.told:
            self._take()
        found = self.told[uri][1]
        return sorted((d["range"]["start"]["line"] + 1, d["message"]) for d in found)

    def completions(self, text: str) -> dict[str, str]:
        """What is offered at the cursor: each label with what is said of it."""
        uri, place = self._at_cursor(text)
        answer = self.ask("textDocument/completion", {"textDocument": {"uri": uri}, **place})
        items = answer["items"] if isinstance(answer, dict) else answer
        return {item["label"]: _words(item.get("documentation")) for item in items}

    def hover(self, text: str) -> str:
        """What is said of the word at the cursor."""
        uri, place = self._at_cursor(text)
        answer = self.ask("textDocument/hover", {"textDocument": {"uri": uri}, **place})
        return "" if answer is None else _words(answer["contents"])

    def _at_cursor(self, text: str) -> tuple[str, dict[str, Any]]:
        before = text[: text.index(HERE)]
        line = before.count("\n")
        column = len(before) - (before.rfind("\n") + 1)
        uri = self._open(text.replace(HERE, ""))
        return uri, {"position": {"line": line, "character": column}}

    def _open(self, text: str, name: str | None = None) -> str:
        self.number += 1
        uri = (self.folder / (name or f"story{self.number}.yaml")).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    # -- messages -----------------------------------------------------------------------------

    def ask(self, method: str, params: Any) -> Any:
        """Send a request, and wait for its answer."""
        self.version += 1
        mine = self.version
        self._send({"id": mine, "method": method, "params": params})
        while True:
            message = self._take()
            if message.get("id") == mine and "method" not in message:
                assert "error" not in message, message
                return message.get("result")

    def _take(self) -> Any:
        message = self.inbox.get(timeout=PATIENCE)
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.told[params["uri"]] = (params.get("version", 0), params["diagnostics"])
        elif "id" in message and "method" in message:
            self._send({"id": message["id"], "result": self._answer(message)})
        return message

    def _answer(self, message: Any) -> Any:
        if message["method"] == "workspace/configuration":
            switched_on = {"validate": True, "hover": True, "completion": True}
            settings = {"yaml": {**switched_on, **self.settings}}
            return [settings.get(item.get("section")) for item in message["params"]["items"]]
        return None

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _listen(self) -> None:
        out = self.process.stdout
        assert out is not None
        while True:
            length = 0
            while line := out.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                return
            self.inbox.put(json.loads(out.read(length)))


def _words(said: Any) -> str:
    if said is None:
        return ""
    return said if isinstance(said, str) else str(said["value"])
