"""The words of the web chat itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomli

WORDS: Mapping[str, str] = tomli.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)
