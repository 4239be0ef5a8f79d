"""When a request may go out: a token bucket, a breaker and a budget for retries.

A pure state machine. The clock is an argument (Unix seconds, so that all processes of a
machine mean the same) and so is chance; nothing here waits, sends or stores.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

DEFAULT_RATE = 60.0
"""Requests a minute from one machine. The lowest limit that the API ever published for
this endpoint is 100 a minute for a whole organization (documentation, 2026-02)."""

BURST = 10.0
"""Requests that may go out at once after a quiet time."""

LOWEST_RATE = 1.0
SHARE_OF_LIMIT = 0.25
"""How much of an announced limit one machine takes: others share the organization."""

LONGEST_BLOCK = 900.0
"""Seconds; a server that asks for more is asked again after that."""

UNAUTHORIZED_FOR = 86_400.0
"""Seconds; the same key may be good again, its account paid for, on another day."""

BREAKER_FAILURES = 5
FIRST_PROBE = 3.0
LAST_PROBE = 30.0
"""Seconds from the breaker's opening to a probe; each failed probe doubles it."""

MOST_RETRIES = 10.0
RETRY_SHARE = 0.1
"""Retries saved up at the most, and how many each success earns."""

_RECOVERY = 1.0
"""Requests a minute that the rate gains back with each success after a cut."""


class Fault(StrEnum):
    """What went wrong, as far as pacing cares."""

    LIMITED = "limited"
    """429: wait as told, then go slower."""
    OVERLOADED = "overloaded"
    """500, 504, 529, a broken connection, no answer in time."""
    UNAUTHORIZED = "unauthorized"
    """401, 402, 403: this key is of no use until it changes."""
    REFUSED = "refused"
    """The request itself is at fault; the host is well."""


class Gate(StrEnum):
    """Why a request must not go out at all for now."""

    LIMITED = "limited"
    BROKEN = "broken"
    UNAUTHORIZED = "unauthorized"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The state for one host and one key. All times are Unix seconds.

    `due` is when the bucket is full again (the generic cell rate algorithm's
    theoretical arrival time). `limit` is the most that `rate` may recover to.
    """

    rate: float = DEFAULT_RATE
    limit: float = DEFAULT_RATE
    due: float = 0.0
    blocked_until: float = 0.0
    failures: int = 0
    probe_at: float = 0.0
    probe_after: float = FIRST_PROBE
    is_probing: bool = False
    unauthorized_until: float = 0.0
    retries: float = MOST_RETRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The answer to `ask`: go after `wait` seconds, or not before `until`."""

    wait: float = 0.0
    gate: Gate | None = None
    until: float = 0.0


def ask(pace: Pace, now: float) -> tuple[Pace, Permit]:
    """Ask to send one request; a permit without a gate is taken by the asking."""
    pace = _after_a_clock_jump(pace, now)
    if now < pace.unauthorized_until:
        return pace, Permit(gate=Gate.UNAUTHORIZED, until=pace.unauthorized_until)
    if now < pace.blocked_until:
        return pace, Permit(gate=Gate.LIMITED, until=pace.blocked_until)
    if pace.failures >= BREAKER_FAILURES:
        return _ask_broken(pace, now)
    return _take(pace, now)


def _ask_broken(pace: Pace, now: float) -> tuple[Pace, Permit]:
    """One request at a time may find out whether the host is back."""
    if now < pace.probe_at:
        return pace, Permit(gate=Gate.BROKEN, until=pace.probe_at)
    # If the probe's process dies, the next one may try when this has run out.
    probing = replace(pace, probe_at=now + pace.probe_after, is_probing=True)
    return _take(probing, now)


def _take(pace: Pace, now: float) -> tuple[Pace, Permit]:
    interval = 60.0 / pace.rate
    due = max(pace.due, now) + interval
    wait = max(due - now - BURST * interval, 0.0)
    return replace(pace, due=due), Permit(wait=wait)


def _after_a_clock_jump(pace: Pace, now: float) -> Pace:
    """No time in the state may lie further ahead than it could have been set."""
    longest_due = now + LONGEST_BLOCK
    return replace(
        pace,
        due=min(pace.due, longest_due),
        blocked_until=min(pace.blocked_until, now + LONGEST_BLOCK),
        probe_at=min(pace.probe_at, now + LAST_PROBE),
        unauthorized_until=min(pace.unauthorized_until, now + UNAUTHORIZED_FOR),
    )


def succeeded(pace: Pace, announced_limit: float | None = None) -> Pace:
    """The state after an answer; `announced_limit` is the host's, in requests a minute.

    It closes the breaker, earns a part of a retry, and lets a cut rate recover.
    """
    limit = pace.limit
    if announced_limit is not None and announced_limit > 0:
        limit = max(min(announced_limit * SHARE_OF_LIMIT, DEFAULT_RATE), LOWEST_RATE)
    return replace(
        pace,
        limit=limit,
        rate=min(pace.rate + _RECOVERY, limit),
        failures=0,
        probe_after=FIRST_PROBE,
        is_probing=False,
        unauthorized_until=0.0,
        retries=min(pace.retries + RETRY_SHARE, MOST_RETRIES),
    )


def failed(
    pace: Pace, now: float, fault: Fault, *, retry_after: float | None, chance: float
) -> Pace:
    """The state after a failure. `chance` is a random number from 0 to 1.

    `retry_after` is what the host asked for, in seconds; it is obeyed up to
    `LONGEST_BLOCK`, and up to a quarter longer, so that a team does not return as one.
    """
    match fault:
        case Fault.REFUSED:
            return succeeded(pace)
        case Fault.UNAUTHORIZED:
            until = now + UNAUTHORIZED_FOR
            return replace(pace, unauthorized_until=until, is_probing=False)
        case Fault.LIMITED:
            asked = 1.0 if retry_after is None else max(retry_after, 0.0)
            block = min(asked, LONGEST_BLOCK) * (1 + chance / 4)
            rate = max(pace.rate / 2, LOWEST_RATE)
            return replace(pace, rate=rate, blocked_until=now + block)
        case Fault.OVERLOADED:
            return _overloaded(pace, now)


def _overloaded(pace: Pace, now: float) -> Pace:
    failures = pace.failures + 1
    if failures < BREAKER_FAILURES:
        return replace(pace, failures=failures)
    after = min(pace.probe_after * 2, LAST_PROBE) if pace.is_probing else FIRST_PROBE
    return replace(
        pace,
        failures=failures,
        probe_at=now + after,
        probe_after=after,
        is_probing=False,
    )


def retry(pace: Pace, attempt: int, chance: float) -> tuple[Pace, float | None]:
    """Whether to try again after failed attempt number `attempt` (from 1), and when.

    The delay in seconds is "full jitter": anything from nothing to a cap that doubles.
    `None` where the attempts or the budget of retries are used up.
    """
    if (
        attempt >= MOST_ATTEMPTS
        or pace.retries < 1
        or pace.failures >= BREAKER_FAILURES
    ):
        return pace, None
    cap = min(0.5 * 2 ** (attempt - 1), 8.0)
    return replace(pace, retries=pace.retries - 1), cap * chance


MOST_ATTEMPTS = 3
"""As the official SDK: a try and two retries (its 2.12.0, read 2026-11)."""


def reauthorized(pace: Pace) -> Pace:
    """The state when the user wants a refused key to be tried again."""
    return replace(pace, unauthorized_until=0.0, failures=0)
