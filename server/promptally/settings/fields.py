"""The settings: each is one field, and all that is written of it comes from there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from promptally import globs
from promptally.budgets import Budget
from promptally.growth import GrowthLimit
from promptally.settings import checks
from promptally.settings.growth import GrowthTable
from promptally.settings.values import (
    GLOB,
    BudgetTable,
    Flag,
    ListOf,
    MapOf,
    Text,
    Type,
    Whole,
    Word,
)


class Scope(StrEnum):
    """Who may set a setting."""

    WORKSPACE = "workspace"
    """Everybody: the workspace's files and the editor too."""
    USER = "user"
    """The user's own file only."""


class Counting(StrEnum):
    """Whether prompts may be sent to be counted; the later, the more private."""

    ONLINE = "online"
    ASK = "ask"
    OFFLINE = "offline"


class Hints(StrEnum):
    """Which hints stand in the text."""

    ALL = "all"
    TOTAL = "total"
    OFF = "off"


class Run(StrEnum):
    """When the exact count is asked for."""

    ON_TYPE = "onType"
    ON_SAVE = "onSave"
    MANUAL = "manual"


class Level(StrEnum):
    """How loud a problem is to be: the severities, and `off`."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """All there is to know of one setting; the schema and the tables are made of it."""

    name: str
    type: Type
    default: Any
    description: str
    scope: Scope

    @property
    def editor_name(self) -> str:
        """Its name in an editor's JSON: `cachePath` for `cache_path`."""
        return re.sub(r"_(.)", lambda found: found[1].upper(), self.name)


def _about(
    kind: Type, description: str, scope: Scope = Scope.WORKSPACE
) -> Mapping[str, Any]:
    return {"type": kind, "description": description, "scope": scope}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds. A text that is empty is not set."""

    model: str = field(
        default="claude-sonnet-5-5",
        metadata=_about(
            Text(check=checks.model),
            "The model to count for where a prompt names none.",
        ),
    )
    budgets: tuple[Budget, ...] = field(
        default=(),
        metadata=_about(
            ListOf(item=BudgetTable()),
            "Limits in tokens. For each part of a file the last one that fits holds; "
            "a limit of 0 means none.",
        ),
    )
    growth: GrowthLimit = field(
        default=GrowthLimit(),
        metadata=_about(
            GrowthTable(),
            "By how much a file may grow since the commit that `promptally check "
            "--against` names, or `against` for an editor: in tokens, in percent of "
            "what it was, or both; with `new`, new files count as growth too. A limit "
            "of 0 means not at all.",
        ),
    )
    against: str = field(
        default="",
        metadata=_about(
            Text(check=checks.ref),
            "The commit, branch or tag since which the editor shows how a file has "
            "grown, as `promptally check --against` takes it: `main...` is where this "
            "branch left main. Empty means none.",
        ),
    )
    prompts: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            ListOf(item=GLOB),
            "Globs of further Markdown, JSON and YAML files that are prompts.",
        ),
    )
    exclude: tuple[str, ...] = field(
        default=(),
        metadata=_about(ListOf(item=GLOB), "Globs of files that are left alone."),
    )
    severities: Mapping[str, Level] = field(
        default=MappingProxyType({}),
        metadata=_about(
            MapOf(name=checks.code, item=Word(options=Level)),
            "How loud problems are, by their codes.",
        ),
    )
    hints: Hints = field(
        default=Hints.ALL,
        metadata=_about(
            Word(options=Hints),
            "Hints in the text: at every part, at the total only, or none.",
        ),
    )
    lenses: bool = field(
        default=True, metadata=_about(Flag(), "Show the total above each prompt.")
    )
    compare: str = field(
        default="opus,sonnet,haiku",
        metadata=_about(
            Text(check=checks.models),
            "The models that a hover compares, with commas between them, as "
            "`promptally compare --models` takes them. Empty means none.",
        ),
    )
    counting: Counting = field(
        default=Counting.ASK,
        metadata=_about(
            Word(options=Counting),
            "Whether prompts may be sent to the API to be counted exactly. Only the "
            "user's own file may say `online`; a workspace may only say `offline`.",
        ),
    )
    debounce: int = field(
        default=500,
        metadata=_about(
            Whole(least=100, most=60_000),
            "How many milliseconds of quiet the exact count waits for.",
        ),
    )
    run: Run = field(
        default=Run.ON_TYPE,
        metadata=_about(
            Word(options=Run),
            "When to count exactly: after a pause in typing, on saving, on command.",
        ),
    )
    endpoint: str = field(
        default="",
        metadata=_about(
            Text(check=checks.endpoint),
            "The base URL of the API, if it is not Anthropic's own.",
            Scope.USER,
        ),
    )
    proxy: str = field(
        default="",
        metadata=_about(
            Text(check=checks.proxy), "The URL of the proxy to go through.", Scope.USER
        ),
    )
    ca_file: str = field(
        default="",
        metadata=_about(
            Text(check=checks.path),
            "A file of certificates to trust in place of the usual ones.",
            Scope.USER,
        ),
    )
    headers: Mapping[str, str] = field(
        default=MappingProxyType({}),
        metadata=_about(
            MapOf(name=checks.header, item=Text(check=checks.header_value), most=50),
            "Headers to add to each request. No credentials: these come from the "
            "environment.",
            Scope.USER,
        ),
    )
    cache_path: str = field(
        default="",
        metadata=_about(
            Text(check=checks.path), "The folder of the cache of counts.", Scope.USER
        ),
    )
    log_path: str = field(
        default="",
        metadata=_about(
            Text(check=checks.path), "The file to write the log to.", Scope.USER
        ),
    )

    def excludes(self, path: str) -> bool:
        """Whether the file at `path`, relative and POSIX, is to be left alone."""
        return any(globs.matches(pattern, path) for pattern in self.exclude)


DEFAULTS = Settings()

SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        one.name: Setting(name=one.name, default=one.default, **one.metadata)
        for one in fields(Settings)
    }
)
"""Every setting by its name in TOML, in the order in which they are shown."""
