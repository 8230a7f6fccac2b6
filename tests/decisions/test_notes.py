"""Notes on lines, questions sent back, and their answers."""

from __future__ import annotations

import pytest

from registry.bootstrap import open_writer
from registry.errors import InputError, NotFoundError
from registry.usecases.decisions import notes_of
from registry.usecases.decisions.notes import add_note, answer, ask_back
from registry.usecases.decisions.saying import find_line
from tests.decisions.conftest import AN, BATCH, BINH, HA, Desk


def test_notes_questions_and_answers_are_kept_by_line(desk: Desk) -> None:
    line = find_line(desk.registry, BATCH, "9")
    with open_writer(desk.settings) as store:
        note = add_note(store, line, "Xem lại số xã", AN, desk.tick())
        question = ask_back(store, line, "Bao nhiêu người dùng?", HA, desk.tick())
        first = answer(store, question.number, "170 xã", BINH, desk.tick())
        second = answer(store, question.number, "173 xã, đã sửa", BINH, desk.tick())
        before = store.count()
        with pytest.raises(InputError):
            answer(store, note.number, "không phải câu hỏi", BINH, desk.tick())
        with pytest.raises(NotFoundError):
            answer(store, "TD-2023-00099", "?", BINH, desk.tick())
        with pytest.raises(InputError):
            add_note(store, line, "  ", AN, desk.tick())
        with pytest.raises(InputError):
            add_note(store, line, "không tên", " ", desk.tick())
        assert store.count() == before
    assert notes_of(desk.registry.store, BATCH) == {"qni-b23-009": (note, question, first, second)}
    assert [item.kind for item in (note, question, first)] == ["note", "question", "answer"]
    assert first.in_reply_to == second.in_reply_to == question.number
