"""One search for the page, the embed and the API: read a question, answer it."""

from halte.directory.search.answers import Answers, Position, answer, nearest_anyway
from halte.directory.search.question import (
    AFTERNOON,
    EVENING,
    LONGEST_TEXT,
    BadQuestion,
    Problem,
    Question,
    read_question,
)

__all__ = [
    "AFTERNOON",
    "EVENING",
    "LONGEST_TEXT",
    "Answers",
    "BadQuestion",
    "Position",
    "Problem",
    "Question",
    "answer",
    "nearest_anyway",
    "read_question",
]
