"""Pacing: a table of what may go out when, with a clock that is a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptally.remote import pacing
from promptally.remote.pacing import Fault, Gate, Pace

NOW = 1_800_000_000.0


def failing(pace: Pace, n: int, now: float = NOW) -> Pace:
    for _ in range(n):
        pace = pacing.failed(pace, now, Fault.OVERLOADED, retry_after=None, chance=0.5)
    return pace


def test_a_burst_goes_out_at_once_and_the_rest_is_spread() -> None:
    pace, waits = Pace(), []
    for _ in range(13):
        pace, permit = pacing.ask(pace, NOW)
        waits.append(permit.wait)

    assert waits == [0.0] * 10 + [1.0, 2.0, 3.0]


@given(st.lists(st.floats(0, 3), min_size=20, max_size=200))
def test_the_rate_is_never_passed(gaps: list[float]) -> None:
    pace, now, sent = Pace(), NOW, list[float]()
    for gap in gaps:
        now += gap
        pace, permit = pacing.ask(pace, now)
        sent.append(now + permit.wait)

    in_a_minute = max(sum(start <= at < start + 60 for at in sent) for start in sent)
    assert in_a_minute <= pacing.DEFAULT_RATE + pacing.BURST


def test_a_limit_stops_everything_until_it_is_over() -> None:
    pace = pacing.failed(Pace(), NOW, Fault.LIMITED, retry_after=30, chance=1.0)

    _, permit = pacing.ask(pace, NOW + 29)
    assert permit.gate is Gate.LIMITED
    assert permit.until == NOW + 37.5
    assert pacing.ask(pace, NOW + 38)[1].gate is None
    assert pace.rate == pacing.DEFAULT_RATE / 2


@pytest.mark.parametrize("asked", [3600.0, 1e99, float("inf")])
def test_an_absurd_wait_is_cut(asked: float) -> None:
    pace = pacing.failed(Pace(), NOW, Fault.LIMITED, retry_after=asked, chance=0.0)

    assert pacing.ask(pace, NOW + pacing.LONGEST_BLOCK + 1)[1].gate is None


def test_an_announced_limit_is_shared_with_others() -> None:
    assert pacing.succeeded(Pace(), 100).limit == 25
    assert pacing.succeeded(Pace(), 20_000).limit == pacing.DEFAULT_RATE
    assert pacing.succeeded(Pace(), 0).limit == pacing.DEFAULT_RATE


def test_a_cut_rate_recovers_with_each_success() -> None:
    pace = pacing.failed(Pace(), NOW, Fault.LIMITED, retry_after=1, chance=0.0)
    for _ in range(100):
        pace = pacing.succeeded(pace)

    assert pace.rate == pacing.DEFAULT_RATE


def test_the_breaker_opens_probes_once_and_backs_off() -> None:
    pace = failing(Pace(), pacing.BREAKER_FAILURES)
    assert pacing.ask(pace, NOW + 1)[1].gate is Gate.BROKEN

    pace, probe = pacing.ask(pace, NOW + 3.1)
    assert probe.gate is None
    assert pacing.ask(pace, NOW + 3.2)[1].gate is Gate.BROKEN

    pace = failing(pace, 1, NOW + 4)
    assert pacing.ask(pace, NOW + 9)[1].gate is Gate.BROKEN
    pace, probe = pacing.ask(pace, NOW + 10.1)
    assert probe.gate is None
    assert pacing.ask(pacing.succeeded(pace), NOW + 10.2)[1].gate is None


def test_a_long_outage_is_probed_rarely() -> None:
    pace, now, sent = failing(Pace(), pacing.BREAKER_FAILURES), NOW, 0
    while now < NOW + 600:
        pace, permit = pacing.ask(pace, now)
        if permit.gate is None:
            sent += 1
            pace = failing(pace, 1, now)
        now += 1

    assert sent <= 25


def test_a_bad_key_rests_for_a_day_or_until_it_is_tried_again() -> None:
    pace = pacing.failed(Pace(), NOW, Fault.UNAUTHORIZED, retry_after=None, chance=0)

    assert pacing.ask(pace, NOW + 20 * 3600)[1].gate is Gate.UNAUTHORIZED
    assert pacing.ask(pace, NOW + 25 * 3600)[1].gate is None
    assert pacing.ask(pacing.reauthorized(pace), NOW)[1].gate is None


def test_a_refused_request_says_that_the_host_is_well() -> None:
    pace = failing(Pace(), pacing.BREAKER_FAILURES - 1)
    pace = pacing.failed(pace, NOW, Fault.REFUSED, retry_after=None, chance=0)

    assert pace.failures == 0


def test_retries_are_jittered_few_and_paid_for() -> None:
    pace, first = pacing.retry(Pace(), 1, 0.5)
    assert first == 0.25
    assert pacing.retry(pace, 2, 1.0)[1] == 1.0
    assert pacing.retry(pace, 3, 1.0)[1] is None
    assert pacing.retry(Pace(retries=0.9), 1, 1.0)[1] is None


def test_a_clock_that_was_far_ahead_does_not_stop_us() -> None:
    year = 365 * 86400.0
    pace = Pace(
        due=NOW + year, blocked_until=NOW + year, probe_at=NOW + year, failures=9
    )

    _, permit = pacing.ask(pace, NOW)
    assert permit.until <= NOW + pacing.LONGEST_BLOCK
