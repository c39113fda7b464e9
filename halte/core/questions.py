"""What somebody asks by the parameters of an address; nothing in there is trusted."""

import dataclasses
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the question that cannot be used, and what to write instead."""

    field: str
    sentence: str
    # Well written, but it names nothing that there is.
    is_unknown: bool = dataclasses.field(default=False, compare=False)


class BadQuestion(ValueError):
    """A question with problems, where only a right one will do."""

    def __init__(self, problems: tuple[Problem, ...]):
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


def plain_words(raw: str) -> str:
    """The words of a parameter without control characters, at most ten times the longest text."""
    return " ".join("".join(map(_printable, raw[: LONGEST_TEXT * 10])).split())


def _printable(letter: str) -> str:
    """A letter that may reach the database; control characters and halves of pairs become gaps."""
    return " " if unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Co"} else letter


@lru_cache(maxsize=1)
def language_codes() -> frozenset[str]:
    """ISO 639 codes, of two or three letters, that have a name."""
    names = map(str, Locale("en").languages)
    return frozenset(code for code in names if len(code) in (2, 3) and code.isascii())
