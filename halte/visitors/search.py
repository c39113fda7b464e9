"""Finding somebody among the people of one space: two letters, a card, digits of a telephone.

Row security lets the index on names serve as a list of one space's names, and no index of
letters: that list is read through (6 ms for 20,000 names, 25 ms where spelling is forgiven). Why:
docs/adr/110-visitors-found-in-a-list.md.
"""

from typing import TypeAlias

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from halte.network.folding import fold
from halte.network.models import Space
from halte.visitors.models import Identity, Visitor

SHORTEST = 2
# Fewer digits stand in too many numbers.
FEWEST_DIGITS = 3
LONGEST = 120
LIMIT = 10
# Wide: the likeliest stand first, and somebody looks.
ALIKE = 0.35
# `fold` writes out what is perhaps the beginning of a name: Stéphane, Stella.
UNFOLDED = {"saint": "st", "sainte": "ste"}
LAST = "\U0010ffff"

Keys: TypeAlias = "QuerySet[Identity, int]"


def find_visitors(space: Space, text: str, *, most: int = LIMIT) -> list[Visitor]:
    """People of this space whom the text may mean, the likeliest first, with their identities.

    By address, card or digits of a number, else names and beginnings of names in any order, else
    names that are spelt nearly so. At most five statements; names of other spaces are never looked
    at, and whoever has no name is not found.
    """
    typed = text.replace("\x00", " ")[:LONGEST]
    words = fold(typed).split()
    if len("".join(words)) < SHORTEST:
        return []
    people = Identity.objects.filter(space=space)
    mine = people.order_by("folded", "pk").values_list("pk", flat=True)
    if "@" in typed:
        found = list(mine.filter(email=typed.strip().lower())[:most])
    else:
        found = _by_code(mine, typed, words, most) if any(map(str.isdigit, typed)) else []
        found = found or _by_name(mine, words, most) or _nearly(mine, words, most)
    rows = Visitor.objects.filter(space=space).select_related("identity").in_bulk(found)
    return [rows[key] for key in found if key in rows]


def _by_code(mine: Keys, typed: str, words: list[str], most: int) -> list[int]:
    """Whose card it is, or whose number has these digits, with or without country and zero."""
    card = "".join(typed.split()).upper()
    if found := list(mine.filter(card=card)[:1]):
        return found
    letters = "".join(words)
    digits = letters.lstrip("0")
    if not letters.isdigit() or len(digits) < FEWEST_DIGITS:
        return []
    return list(mine.filter(phone__contains=digits)[:most])


def _by_name(mine: Keys, words: list[str], most: int) -> list[int]:
    """Names in which a word begins with each of these; names that begin so come first."""
    whole = " ".join(words)
    begins = Q(folded__startswith=whole)
    # The ends only show the index where to look; names that a collation sorts elsewhere are found
    # below.
    first = mine.filter(begins, folded__gte=whole, folded__lt=whole + LAST)[:most]
    found = list(first)
    if len(found) == most:
        return found
    asked = Q()
    for word in words:
        forms = [word, UNFOLDED[word]] if word in UNFOLDED else [word]
        one = Q()
        for form in forms:
            one |= Q(folded__startswith=form) | Q(folded__contains=f" {form}")
        asked &= one
    is_first = ExpressionWrapper(begins, output_field=BooleanField())
    return list(mine.filter(asked).order_by(is_first.desc(), "folded", "pk")[:most])


def _nearly(mine: Keys, words: list[str], most: int) -> list[int]:
    """Names that share most of their letters with the words, in three and three."""
    whole = " ".join(words)
    if len(whole) <= SHORTEST or whole.isdigit():
        return []
    # One word may be any of a name; several are the name, in any order.
    is_one = len(words) == 1
    likeness = (
        TrigramWordSimilarity(whole, "folded") if is_one else TrigramSimilarity("folded", whole)
    )
    near = mine.annotate(likeness=likeness).filter(likeness__gte=ALIKE)
    return list(near.order_by("-likeness", "folded", "pk")[:most])
