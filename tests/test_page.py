"""What the trees for pages read and how they are run: elements, names, what was said around a block, the forest."""

from pathlib import Path

import numpy as np
import pytest

from cleaner.hashes import word_hashes
from cleaner.page.context import PAGE_CONTEXT, read_page_context
from cleaner.page.doubt import page_doubt, page_margin
from cleaner.page.elements import Elements
from cleaner.page.forest import Forest
from cleaner.page.model import load_page_model, page_model
from cleaner.page.naming import NAME_COLUMNS, name_keys, name_parts, read_names
from cleaner.page.table import SECOND_COLUMNS
from cleaner.segment.html import segment
from cleaner.table import Vocabulary

PAGE = (
    "<html><body><div class='site-nav'><ul><li>Home</li><li>News</li></ul></div>"
    "<div class=story><p>One.</p><p>Two.</p><div class='box box-12'><p>Three.</p></div></div></body></html>"
)


@pytest.fixture(scope="module")
def elements() -> Elements:
    return Elements(segment(PAGE).blocks)


def named(text: str) -> int:
    """The place of a block by its text."""
    return [block.text for block in segment(PAGE).blocks].index(text)


def key_of(name: str) -> int:
    return int(word_hashes([name])[0] >> np.uint64(32))


def test_every_element_stands_behind_its_parent(elements: Elements) -> None:
    assert all(parent < i for i, parent in enumerate(elements.parents.tolist()))
    assert elements.parents.tolist().count(-1) == 1
    tags = [elements.elements[at].tag for at in elements.of_block]
    assert tags == ["li", "li", "p", "p", "p"]


def test_sums_within_hold_those_of_the_elements_inside(elements: Elements) -> None:
    within = elements.within(elements.alone((np.ones(5),)))[:, 0]
    outermost = elements.parents.tolist().index(-1)
    assert within[outermost] == 5
    story = elements.up[elements.of_block[named("One.")]]
    assert within[story] == 3


def test_steps_are_counted_from_the_core(elements: Elements) -> None:
    story = int(elements.up[elements.of_block[named("One.")]])
    steps = elements.steps_from(story)[elements.of_block]
    assert steps[named("Three.")] == 0
    assert steps[named("Home")] == 1


def test_names_speak_for_what_stands_within(elements: Elements) -> None:
    keys = [key_of(name) for name in ("site-nav", "story")]
    order = np.argsort(keys)
    known = Vocabulary(np.array(keys, dtype=np.uint32)[order], np.array([32, -48], dtype=np.int8)[order])
    table = read_names(elements, known)
    column = dict(zip(NAME_COLUMNS, table.T, strict=True))
    home, one, three = (named(text) for text in ("Home", "One.", "Three."))
    assert column["worst name around"][home] == 2.0
    assert column["best name around"][one] == -3.0
    assert column["parent's names"][one] == -3.0
    # A step further in, a name says less.
    assert column["names around"][one] < column["names around"][three] < 0
    assert (column["names"] == 0).all()


def test_every_name_is_looked_up_for_its_element(elements: Elements) -> None:
    keys, owner = name_keys(elements)
    found = {(int(key), elements.elements[at].names) for key, at in zip(keys, owner, strict=True)}
    assert {(key_of("story"), "story"), (key_of("site-nav"), "site-nav"), (key_of("~nav"), "site-nav")} <= found


def test_numbers_in_names_are_alike() -> None:
    assert name_parts("box-12") == name_parts("box-7")
    assert name_parts("") == ()


def test_what_was_said_of_the_like_is_read(elements: Elements) -> None:
    log_odds = np.array([6.0, 0.0, -6.0, -6.0, 6.0])
    column = dict(zip(PAGE_CONTEXT, read_page_context(elements, log_odds, np.full(5, 9.0)).T, strict=True))
    news, one, three = (named(text) for text in ("News", "One.", "Three."))
    assert column["said of the like"][news] > 0 > column["said of the like"][one]
    assert column["in body's element"][one] == 1
    assert column["in body's element"][news] == 0
    assert column["body in parent"][one] > 0.7 > column["body in parent"][three]


def test_log_odds_are_the_sum_of_what_columns_gave() -> None:
    model = page_model()
    table = np.random.default_rng(1).normal(0, 2, (50, len(SECOND_COLUMNS)))
    forest: Forest = model.forest("default", "second")
    assert np.allclose(forest(table).sum(axis=1) + forest.start, forest.log_odds(table))


def test_a_page_that_is_easy_to_tell_gains_nothing() -> None:
    sizes = np.full(10, 20.0)
    assert page_margin(page_doubt(np.array([-9.0] * 5 + [9.0] * 5), sizes)) == 0.0
    unsure = page_margin(page_doubt(np.array([-0.5] * 5 + [0.5] * 5), sizes))
    assert 0.0 < unsure <= 1.0
    # A page without any body is not to be kept.
    assert page_margin(page_doubt(np.full(10, 9.0), sizes)) <= 1.0
    assert page_margin(page_doubt(np.zeros(0), np.zeros(0))) == 0.0


def test_the_best_expected_score_is_that_of_lines_over_half_of_it() -> None:
    log_odds = np.array([-3.0, -1.0, 0.2, 0.4, 0.8, 2.0])
    sizes = np.array([30.0, 10.0, 20.0, 5.0, 40.0, 60.0])
    body = 1 / (1 + np.exp(log_odds))
    sets = [np.array([(k >> i) & 1 for i in range(6)], dtype=bool) for k in range(1, 64)]
    scores = [2 * (body * sizes)[s].sum() / (sizes[s].sum() + (body * sizes).sum()) for s in sets]
    best = sets[int(np.argmax(scores))]
    assert (log_odds - page_doubt(log_odds, sizes) < 0).tolist() == best.tolist()


def test_weights_of_other_columns_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "page.npz", columns=np.array(["chars"]))
    with pytest.raises(ValueError, match=r"fit new ones with `python -m training.pages`"):
        load_page_model(tmp_path / "page.npz")
