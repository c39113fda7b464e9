"""Names as they are compared: without accents, capitals, punctuation; once here, once in SQL."""

import re
import unicodedata

from django.db.models import Func, TextField

# `st` and `ste` stand for `saint` and `sainte`; the Dutch `sint` is a word of its own.
SAINT = re.compile(r"\bst(e?)\b")
NOT_A_WORD = re.compile(r"[^\w]|_")
# The Arabic article, where a word of three letters or more is left: people write it or not.
ARTICLE = re.compile(r"\b(?:ال)+(?=\w{3})")
# Letters that stand for each other, and that no normalisation brings together; Arabic digits.
LETTERS = {"ى": "ي", "ی": "ي", "ة": "ه", "ٱ": "ا", "ک": "ك", "ł": "l", "ı": "i", "đ": "d", "ø": "o"}
LETTERS |= {chr(first + n): str(n) for first in (0x660, 0x6F0) for n in range(10)}
PAIRS = {"æ": "ae", "œ": "oe"}
STRETCH = "\u0640"  # tatweel: an Arabic word drawn out
FORMS = str.maketrans({**LETTERS, **PAIRS, STRETCH: ""})


def fold(text: str) -> str:
    """A text reduced to what people mean by it: `St-Gilles ` and `SAINT GILLES` are the same.

    Arabic loses its vowel signs, the forms of alef, yaa and taa marbuta, and its article.
    """
    spread = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in spread if not unicodedata.combining(letter))
    words = NOT_A_WORD.sub(" ", plain.casefold().translate(FORMS))
    return " ".join(ARTICLE.sub("", SAINT.sub(r"saint\1", words)).split())


class Folded(Func):
    """`fold` of several columns together, for a generated column (a test holds the two together).

    Only functions that PostgreSQL calls immutable may stand in a generated column, so not
    `unaccent`.
    """

    output_field = TextField()
    steps = (
        # Combining marks, the Arabic ones among them.
        ("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4]", ""),
        ("[\u06e7\u06e8\u06ea-\u06ed]", ""),
        ("ß", "ss"),
        *PAIRS.items(),
        (r"[^[:alnum:]]+", " "),
        (r"\mst(e?)\M", r"saint\1"),
        (r"\m(ال)+(?=[[:alnum:]]{3})", ""),
    )

    def as_sql(self, compiler, connection, **extra):
        parts, params = [], []
        for source in self.source_expressions:
            sql, given = compiler.compile(source)
            parts.append(sql)
            params += given
        joined = " || ' ' || ".join(parts)
        # What `translate` finds no letter for, here the last, it leaves out.
        before, after = "".join(LETTERS) + STRETCH, "".join(LETTERS.values())
        whole = f"translate(lower(normalize({joined}, NFKD)), '{before}', '{after}')"
        for pattern, replacement in self.steps:
            whole = f"regexp_replace({whole}, '{pattern}', '{replacement}', 'g')"
        return f"btrim({whole})", params
