"""Names as they are compared: without accents, capitals, punctuation; once here, once in SQL."""

import re
import unicodedata

from django.db.models import Func, TextField

# `st` and `ste` stand for `saint` and `sainte`; the Dutch `sint` is a word of its own.
SAINT = re.compile(r"\bst(e?)\b")
NOT_A_WORD = re.compile(r"[^\w]|_")


def fold(text: str) -> str:
    """A text reduced to what people mean by it: `St-Gilles ` and `SAINT GILLES` are the same."""
    spread = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in spread if not unicodedata.combining(letter))
    words = NOT_A_WORD.sub(" ", plain.casefold())
    return " ".join(SAINT.sub(r"saint\1", words).split())


class Folded(Func):
    """`fold` of several columns together, for a generated column (a test holds the two together).

    Only functions that PostgreSQL calls immutable may stand in a generated column, so not
    `unaccent`.
    """

    output_field = TextField()
    steps = (
        ("[\u0300-\u036f]", ""),  # combining marks
        ("ß", "ss"),
        (r"[^[:alnum:]]+", " "),
        (r"\mst(e?)\M", r"saint\1"),
    )

    def as_sql(self, compiler, connection, **extra):
        parts, params = [], []
        for source in self.source_expressions:
            sql, given = compiler.compile(source)
            parts.append(sql)
            params += given
        joined = " || ' ' || ".join(parts)
        whole = f"lower(normalize({joined}, NFKD))"
        for pattern, replacement in self.steps:
            whole = f"regexp_replace({whole}, '{pattern}', '{replacement}', 'g')"
        return f"btrim({whole})", params
