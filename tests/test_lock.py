"""The locked versions are those of a file that anybody can use: exact, hashed, from nowhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINNED = {
    canonicalize_name(name): (version, hashes)
    for name, version, hashes in re.findall(
        r"^([\w.-]+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)", LOCK, re.MULTILINE
    )
}


def test_everything_that_developers_need_is_locked_to_a_version_that_fits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for line in [*project["dependencies"], *extras["test"], *extras["dev"]]:
        wanted = Requirement(line)
        version, _ = PINNED[canonicalize_name(wanted.name)]
        assert version in wanted.specifier, f"{line}: locked is {version}"


def test_every_locked_version_has_hashes() -> None:
    assert len(PINNED) == len(re.findall(r"^\S", LOCK, re.MULTILINE))
    assert all(hashes for _, hashes in PINNED.values())


def test_the_lock_names_no_registry_and_no_machine() -> None:
    assert not re.search(r"https?:|file:|^-|/(?:home|work|root|tmp)/", LOCK, re.MULTILINE)
