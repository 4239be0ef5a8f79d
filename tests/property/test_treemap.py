"""Laws of treemaps, whatever the weights."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptally.view.page.treemap import Box, squarify

weights_of_many = st.lists(st.integers(0, 10**7), max_size=40)
fields = st.builds(
    Box,
    st.floats(0, 1000),
    st.floats(0, 1000),
    st.floats(1, 2000),
    st.floats(1, 2000),
)


@given(weights_of_many, fields)
def test_areas_are_in_proportion(weights: list[int], field: Box) -> None:
    boxes = squarify(weights, field)
    assert len(weights) == len(boxes)
    whole = field.width * field.height
    for weight, box in zip(weights, boxes, strict=True):
        expected = whole * weight / sum(weights) if weight else 0
        assert box.width * box.height == pytest.approx(
            expected, rel=1e-6, abs=whole * 1e-9
        )


@given(weights_of_many, fields)
def test_boxes_lie_inside_and_none_upon_another(weights: list[int], field: Box) -> None:
    slack = 1e-6
    boxes = squarify(weights, field)
    for x, y, width, height in boxes:
        assert field.x - slack <= x
        assert x + width <= field.x + field.width + slack
        assert field.y - slack <= y
        assert y + height <= field.y + field.height + slack
    for one, other in combinations(boxes, 2):
        across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert across <= slack or down <= slack


@given(st.lists(st.floats(0, 1e300), max_size=20), fields)
def test_no_weight_is_too_large_or_too_small(weights: list[float], field: Box) -> None:
    assert len(weights) == len(squarify(weights, field))
