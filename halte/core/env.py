"""Typed readers of environment variables.

Every setting that an operator may change is read here, so that a wrong value stops the start with
one sentence that names the variable.
"""

import os
from collections.abc import Iterable

MOST_DIGITS = 10  # of 2**31; Python refuses to read thousands


class EnvError(Exception):
    """A variable holds something that cannot be used; the message says what to write instead."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if value == "" else value in {"1", "true", "yes", "on"}
    raise EnvError(f"{name} is “{value}”: write 1 or 0.")


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    value = text(name)
    if not value:
        return default
    digits = value.removeprefix("-")
    plain = digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS
    if not plain or not least <= int(value) <= most:
        raise EnvError(f"{name} is “{value}”: write a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, options: Iterable[str], default: str) -> str:
    value = text(name, default) or default
    if value not in options:
        raise EnvError(f"{name} is “{value}”: write one of {', '.join(options)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, empty parts dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]
