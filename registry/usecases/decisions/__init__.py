"""Decisions: what named people decided, judged, noted and must answer in time, on the journal.

Reading, for pages and reports: `decisions_of`, `notes_of`, `deadline_of`, `precedents`. Writing: `decide`,
`judge`, `notes`, `deadlines`. A person's judgement is honoured by the next screening (`judged`).
"""

from registry.usecases.decisions.deadlines import deadline_of, overdue
from registry.usecases.decisions.history import decisions_of
from registry.usecases.decisions.notes import notes_of
from registry.usecases.decisions.precedents import precedents

__all__ = ["deadline_of", "decisions_of", "notes_of", "overdue", "precedents"]
