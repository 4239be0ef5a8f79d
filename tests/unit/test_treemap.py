"""Treemaps: boxes whose areas are their weights, side by side without a gap."""

import pytest

from promptally.view.page.treemap import Box, squarify

FIELD = Box(0, 0, 6, 4)


def test_areas_are_in_proportion_to_the_weights() -> None:
    weights = [6, 6, 4, 3, 2, 2, 1]
    areas = [box.width * box.height for box in squarify(weights, FIELD)]
    assert weights == pytest.approx(areas)


def test_the_heaviest_make_a_strip_along_the_shorter_side() -> None:
    first, second, *_ = squarify([6, 6, 4, 3, 2, 2, 1], FIELD)
    assert pytest.approx(Box(0, 0, 3, 2)) == first
    assert pytest.approx(Box(0, 2, 3, 2)) == second


def test_boxes_are_nearer_to_squares_than_slices_are() -> None:
    boxes = squarify([1] * 24, FIELD)
    assert all(
        pytest.approx(box.width) == 1 and pytest.approx(box.height) == 1
        for box in boxes
    )


def test_what_weighs_nothing_has_no_area_and_keeps_its_place() -> None:
    nothing, whole, _ = squarify([0, 5, 0], FIELD)
    assert nothing == Box(0, 0, 0, 0)
    assert whole == FIELD


@pytest.mark.parametrize("weights", [[], [0], [0, 0]])
def test_nothing_to_show_is_no_fault(weights: list[float]) -> None:
    assert all(box.width == box.height == 0 for box in squarify(weights, FIELD))
