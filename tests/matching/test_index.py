"""The index on five phrases whose numbers can be worked out by hand.

Every word stands in two of the five phrases, so all words weigh the same, and each phrase is a vector of two
words with the weight 1/√2.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from registry.matching.index import Phrase, PhraseIndex, Spread, ranges

PHRASES = [
    Phrase("capability/x", "said", "hộ tịch"),
    Phrase("capability/x", "said", "tịch thu"),
    Phrase("capability/y", "label", "thu thuế"),
    Phrase("platform/z", "name", "thuế đất"),
    Phrase("platform/z", "function", "đất hộ"),
]
X, Y, Z = range(3)


@pytest.fixture(scope="module")
def index() -> PhraseIndex:
    return PhraseIndex.build(reversed(PHRASES), str.split)


def spread(index: PhraseIndex, text: str) -> Spread:
    return index.spread(index.vocabulary.vector(index.vocabulary.counted(text.split())))


def test_ranges_are_put_one_after_the_other() -> None:
    first, last = np.array([2, 7, 7, 0], dtype=np.int32), np.array([5, 7, 9, 1], dtype=np.int32)
    assert ranges(first, last).tolist() == [2, 3, 4, 7, 8, 0]
    assert ranges(first[:0], last[:0]).tolist() == []


def test_phrases_are_kept_by_target_whatever_their_order(index: PhraseIndex) -> None:
    assert index.targets == ["capability/x", "capability/y", "platform/z"]
    assert [phrase.text for phrase in index.of("capability/x")] == ["hộ tịch", "tịch thu"]
    assert [phrase.text for phrase in index.of("platform/z")] == ["đất hộ", "thuế đất"]
    number = index.vocabulary.number["thu"]
    assert index.holders(number).tolist() == [X, Y]


def test_the_same_phrase_counts_once_and_one_without_words_not_at_all() -> None:
    more = [*PHRASES, Phrase("capability/x", "said", " hộ  tịch "), Phrase("capability/y", "said", "")]
    assert PhraseIndex.build(more, str.split).phrases == PhraseIndex.build(PHRASES, str.split).phrases


def test_middles(index: PhraseIndex) -> None:
    # The phrases of X add up to (hộ 1, tịch 2, thu 1)/√2: its middle is (1, 2, 1)/√6.
    near = [index.middles(spread(index, text))[0].tolist() for text in ("tịch", "hộ thu", "hộ tịch")]
    assert near == [
        pytest.approx([2 / sqrt(6), 0, 0]),
        # (hộ 1, thu 1)/√2 with X: (1 + 1)/√12; with Y, (thu 1, thuế 1)/√2: 1/2; with Z, where hộ is 1/√6: 1/√12.
        pytest.approx([2 / sqrt(12), 1 / 2, 1 / sqrt(12)]),
        pytest.approx([3 / sqrt(12), 0, 1 / sqrt(12)]),
    ]


def test_ways_to_say_it_in_english_put_no_vietnamese_text_farther_away(index: PhraseIndex) -> None:
    english = [Phrase("capability/x", "said", text) for text in ("civil status", "births register", "deaths")]
    both = PhraseIndex.build([*PHRASES, *english], str.split)
    for text in ("tịch", "hộ thu"):
        assert both.middles(spread(both, text))[0].tolist() == pytest.approx(
            index.middles(spread(index, text))[0].tolist(), abs=0.02
        )
    # Of three English phrases with one, two and two words: (civil, status, births, register)/√2 and deaths.
    assert both.middles(spread(both, "deaths"))[0].tolist() == pytest.approx([1 / sqrt(3), 0, 0])


def test_cover_is_the_share_of_the_text_that_a_target_has_words_for(index: PhraseIndex) -> None:
    texts = ("hộ thu", "hộ chùa", "hộ tịch thu")
    cover = [index.middles(spread(index, text))[1].tolist() for text in texts]
    assert cover == [
        pytest.approx([1, 1 / 2, 1 / 2]),
        pytest.approx([1 / 2, 0, 1 / 2]),  # nobody has a word for "chùa", and it weighs as much
        pytest.approx([1, 1 / 3, 1 / 3]),
    ]


def test_closest(index: PhraseIndex) -> None:
    targets = np.array([Z, X, Y], dtype=np.int32)
    found = index.closest(targets, spread(index, "tịch thu"))
    assert found.cosine.tolist() == pytest.approx([0, 1, 1 / 2])
    assert [index.phrases[number].text for number in found.phrase[1:]] == ["tịch thu", "thu thuế"]
    # Nothing of the text before is left over.
    again = index.closest(targets, spread(index, "thuế"))
    assert again.cosine.tolist() == pytest.approx([1 / sqrt(2), 0, 1 / sqrt(2)])
    assert index.phrases[again.phrase[0]].text == "thuế đất"


def test_an_index_is_the_same_after_saving(index: PhraseIndex) -> None:
    restored = PhraseIndex.restore(index.arrays())
    assert restored.phrases == index.phrases
    assert restored.targets == index.targets
    assert restored.vocabulary.known == index.vocabulary.known
    texts = [spread(index, "hộ thu"), spread(index, "thuế đất")]
    again = [spread(restored, "hộ thu"), spread(restored, "thuế đất")]
    for text, same in zip(texts, again, strict=True):
        before, after = index.middles(text), restored.middles(same)
        assert [values.tolist() for values in before] == [values.tolist() for values in after]
    targets = np.arange(3, dtype=np.int32)
    before_saving, after_saving = index.closest(targets, texts[0]), restored.closest(targets, again[0])
    assert before_saving.cosine.tolist() == after_saving.cosine.tolist()
    assert before_saving.phrase.tolist() == after_saving.phrase.tolist()
