"""Codes by which somebody finds her seat again, in a link, on paper, or said aloud.

The first signs name the space, so that its rows can be opened (halte/core/rows); ten signs by
chance follow: 49 bits, which nobody guesses under a rate limit.
"""

import secrets

# Signs that nobody takes for each other.
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
BY_CHANCE = 10
# A space's number in these signs: room for 30 to the power of 6.
LONGEST = BY_CHANCE + 6


class NoCode(ValueError):
    """This text is no code."""


def new_code(space: int) -> str:
    """A code for a seat in the space with this number."""
    return _written(space) + "".join(secrets.choice(SIGNS) for _sign in range(BY_CHANCE))


def read_code(text: str) -> tuple[int, str]:
    """The number of the space, and the code as it is kept; people may add spaces and dashes.

    Raises `NoCode`.
    """
    code = "".join(sign for sign in text[: 4 * LONGEST].upper() if sign.isalnum())
    if not BY_CHANCE < len(code) <= LONGEST or set(code) - set(SIGNS):
        raise NoCode(text[:LONGEST])
    number = 0
    for sign in code[:-BY_CHANCE]:
        number = number * len(SIGNS) + SIGNS.index(sign)
    return number, code


def spaced(code: str) -> str:
    """In groups of four, to be read from paper or aloud: `CK7Q MP2X RTA`."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _written(number: int) -> str:
    signs = ""
    while number or not signs:
        number, digit = divmod(number, len(SIGNS))
        signs = SIGNS[digit] + signs
    return signs
