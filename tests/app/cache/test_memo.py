"""One decorator caches: by the key alone, apart by function, and never an error."""

from __future__ import annotations

import numpy as np
import pytest

from app.cache.memo import cached


def test_the_key_alone_decides_and_functions_do_not_mix():
    calls = []

    @cached(lambda name, values: name, entries=4)
    def total(name, values):
        calls.append(name)
        return values.sum()

    @cached(lambda name, values: name, entries=4)
    def longest(name, values):
        return values.max()

    assert total("a", np.array([1, 2])) == 3
    assert total("a", np.array([5, 6])) == 3, "the arguments are not looked at"
    assert total("b", np.array([5, 6])) == 11
    assert longest("a", np.array([1, 2])) == 2
    assert calls == ["a", "b"]


def test_what_a_caller_may_change_is_copied_and_an_error_is_not_kept():
    answers = iter([ValueError("broken"), [1]])

    @cached(lambda: "key", entries=1, copies=True)
    def values():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(ValueError, match="broken"):
        values()
    first = values()
    first.append(2)
    assert values() == [1]
