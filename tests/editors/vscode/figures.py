"""Figures that a person may want to read after a run, in one file for all runs."""

import json
from collections.abc import Mapping

from editors import code_server

PATH = code_server.CACHE / "figures.json"


def note(title: str, figures: Mapping[str, float]) -> None:
    """Keep the figures under their title, in place of those of an earlier run."""
    known = json.loads(PATH.read_text("utf-8")) if PATH.exists() else {}
    known[title] = {name: round(figure, 2) for name, figure in figures.items()}
    PATH.write_text(json.dumps(known, indent=1), encoding="utf-8")
