"""Tables as HTML: figures with their changes, spans, edges, names that are no markup."""

from __future__ import annotations

import pytest

from app.ui.html_table import SHARE, Row, change, figure, html_table


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (figure(0.314, 0.3), '31.40<i class="tl-up ">+1.40</i>'),
        (figure(0.3, 0.314), '30.00<i class="tl-down ">−1.40</i>'),
        (figure(0.314, 0.31400004), '31.40<i class=" ">&#8203;</i>'),
        (figure(0.314), '31.40<i class=" ">&#8203;</i>'),
        (figure(None, 0.3), '–<i class=" ">&#8203;</i>'),
        (figure(float("nan")), '–<i class=" ">&#8203;</i>'),
        (figure(0.5, 0.25, SHARE), '0.500<i class="tl-up ">+0.250</i>'),
        (change("+1.40", noise=True), '<i class="tl-noise ">+1.40</i>'),
    ],
)
def test_a_figure_has_its_change_in_the_colour_of_its_sign(cell, shown):
    assert cell == shown


def test_the_last_cell_spans_what_is_left_and_names_are_no_markup():
    rows = [Row(["a", "1", "2"], "tl-total"), Row(["a part"])]
    table = html_table("<b>", ["<i>", "x", "y"], rows, groups=[("", 1), ("g", 2)], edges=(1,))
    assert 'aria-label="&lt;b&gt;"' in table
    assert "<tr><th></th><th class=tl-edge colspan=2>g</th></tr>" in table
    assert "<tr><th>&lt;i&gt;</th><th class=tl-edge>x</th><th>y</th></tr>" in table
    assert '<tr class="tl-total"><td>a</td><td class=tl-edge>1</td><td>2</td></tr>' in table
    assert '<tr class=""><td colspan=3>a part</td></tr>' in table
