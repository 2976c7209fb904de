"""How well one tells apart, against published values, scipy, and every outcome there can be."""

from __future__ import annotations

from itertools import product
from math import sqrt

import pytest
from scipy.stats import binom, norm

from sim.play.quiz.scoring import VERDICTS, Counts, Estimate, counts, measures, table


def plainly(found: Counts) -> tuple[float, float, float]:
    """d', c and the standard error of d', written down from the papers, with scipy's functions."""
    hit = (found.hits + 0.5) / (found.signals + 1)
    alarm = (found.false_alarms + 0.5) / (found.noise + 1)
    z_hit, z_alarm = norm.ppf(hit), norm.ppf(alarm)
    variance = hit * (1 - hit) / (found.signals * norm.pdf(z_hit) ** 2)
    variance += alarm * (1 - alarm) / (found.noise * norm.pdf(z_alarm) ** 2)
    return z_hit - z_alarm, -(z_hit + z_alarm) / 2, sqrt(variance)


@pytest.mark.parametrize(("signals", "noise"), [(1, 1), (3, 5), (12, 25)])
def test_measures_are_those_of_the_papers(signals: int, noise: int) -> None:
    for hits, alarms in product(range(signals + 1), range(noise + 1)):
        found = Counts(hits, signals, alarms, noise)
        measured = measures(found)
        assert measured is not None
        d_prime, criterion, error = plainly(found)
        assert measured.d_prime.value == pytest.approx(d_prime, abs=1e-12)
        assert measured.criterion.value == pytest.approx(criterion, abs=1e-12)
        assert measured.d_prime.error == pytest.approx(error, rel=1e-12)
        assert measured.criterion.error == pytest.approx(error / 2, rel=1e-12)


@pytest.mark.parametrize(
    ("hit_rate", "false_alarm_rate", "d_prime", "criterion"),
    [
        # Printed as an example by Statistics::SDT, after Stanislaw and Todorov (1999): 50 of 50
        # hits entered as 0.99, 17 of 25 false alarms.
        (0.99, 0.68, 1.86, -1.40),
        # From any table of z: z(.84134) = 1, z(.97725) = 2.
        (0.8413447, 0.5, 1.00, -0.50),
        (0.9772499, 0.1586553, 3.00, -0.50),
        (0.5, 0.5, 0.00, 0.00),
    ],
)
def test_published_values_come_out(
    hit_rate: float, false_alarm_rate: float, d_prime: float, criterion: float
) -> None:
    """With so many claims that the correction does nothing, and the very rates of the example."""
    many = 10**7
    found = measures(Counts(round(hit_rate * many), many, round(false_alarm_rate * many), many))
    assert found is not None
    assert found.d_prime.value == pytest.approx(d_prime, abs=0.005)
    assert found.criterion.value == pytest.approx(criterion, abs=0.005)


def test_the_correction_keeps_perfect_answers_finite() -> None:
    best = measures(Counts(5, 5, 0, 11))
    assert best is not None
    assert best.hit_rate == 5.5 / 6
    assert best.false_alarm_rate == 0.5 / 12
    assert best.d_prime.value == pytest.approx(norm.ppf(5.5 / 6) - norm.ppf(0.5 / 12))


def test_pairs_named_right_follow_from_d_prime() -> None:
    for d_prime, share in ((0.0, 0.5), (1.0, 0.760), (2.0, 0.921)):
        found = measures(Counts(round(norm.cdf(d_prime / 2) * 10**7), 10**7,
                                round(norm.cdf(-d_prime / 2) * 10**7), 10**7))  # fmt: skip
        assert found is not None
        assert found.pairs_right == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize("found", [Counts(0, 0, 1, 4), Counts(2, 3, 0, 0), Counts(0, 0, 0, 0)])
def test_there_is_no_measure_without_claims_of_both_kinds(found: Counts) -> None:
    assert measures(found) is None


SIZES = [(3, 5), (8, 16)]


@pytest.mark.parametrize(("signals", "noise"), SIZES)
@pytest.mark.parametrize(("d_prime", "criterion"), product((0.0, 1.0, 2.0), (-0.5, 0.0, 0.5)))
def test_intervals_hold_the_truth_at_least_94_times_in_100(
    signals: int, noise: int, d_prime: float, criterion: float
) -> None:
    """Exactly: over every outcome that somebody with this d' and c can have."""
    hit, alarm = norm.cdf(d_prime / 2 - criterion), norm.cdf(-d_prime / 2 - criterion)
    held = held_c = spread = mean = error = 0.0
    for hits, alarms in product(range(signals + 1), range(noise + 1)):
        chance = binom.pmf(hits, signals, hit) * binom.pmf(alarms, noise, alarm)
        found = measures(Counts(hits, signals, alarms, noise))
        assert found is not None
        held += chance * (found.d_prime.low <= d_prime <= found.d_prime.high)
        held_c += chance * (found.criterion.low <= criterion <= found.criterion.high)
        mean += chance * found.d_prime.value
        spread += chance * found.d_prime.value**2
        error += chance * found.d_prime.error
    assert 0.94 < held <= 1
    assert 0.94 < held_c <= 1
    truth = sqrt(spread - mean**2)
    assert truth * 0.98 < error < truth * 1.8, "rather too wide than too narrow"


@pytest.mark.parametrize(("before", "after"), [(0.0, 0.0), (0.0, 1.0), (0.5, 2.0), (1.5, 0.5)])
def test_intervals_of_a_difference_hold_the_truth_at_least_94_times_in_100(
    before: float, after: float
) -> None:
    """Exactly: over every pair of outcomes of two sittings that know nothing of each other."""
    signals, noise = 5, 9
    held = held_c = 0.0
    told: list[list[tuple[float, Estimate, Estimate]]] = []
    for d_prime in (before, after):
        hit, alarm = norm.cdf(d_prime / 2), norm.cdf(-d_prime / 2)
        told.append([])
        for hits, alarms in product(range(signals + 1), range(noise + 1)):
            chance = binom.pmf(hits, signals, hit) * binom.pmf(alarms, noise, alarm)
            found = measures(Counts(hits, signals, alarms, noise))
            assert found is not None
            told[-1].append((chance, found.d_prime, found.criterion))
    for (p, then, then_c), (q, now, now_c) in product(*told):
        gained, leaned = now - then, now_c - then_c
        held += p * q * (gained.low <= after - before <= gained.high)
        held_c += p * q * (leaned.low <= 0 <= leaned.high)
    assert 0.94 < held <= 1
    assert 0.94 < held_c <= 1


def test_a_difference_adds_the_uncertainties() -> None:
    difference = Estimate(1.5, 0.3) - Estimate(0.5, 0.4)
    assert difference.value == 1.0
    assert difference.error == pytest.approx(0.5)
    assert difference.clear
    assert not Estimate(0.9, 0.5).clear
    assert Estimate(-1.0, 0.5).clear


def test_hits_are_documented_claims_called_documented_and_all_else_is_told_apart() -> None:
    pairs = [("documented", "documented"), ("documented", "wrong"), ("wrong", "documented"),
             ("claimed", "claimed"), ("unknown", "interpretation")]  # fmt: skip
    assert counts(pairs) == Counts(1, 2, 1, 3)
    rows = table(pairs)
    assert rows["documented"] == {
        "documented": 1, "claimed": 0, "interpretation": 0, "unknown": 0, "wrong": 1
    }  # fmt: skip
    assert rows["unknown"]["interpretation"] == 1
    assert sum(n for row in rows.values() for n in row.values()) == len(pairs)
    assert tuple(rows) == VERDICTS
