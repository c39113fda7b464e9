"""Finding somebody among the people of one space."""

from django.db.models import Q

from halte.network.folding import fold
from halte.network.models import Space
from halte.visitors.models import Visitor

SHORTEST = 2
# Fewer digits are the same in too many numbers.
SHORTEST_NUMBER = 4


def find_visitors(space: Space, text: str, *, most: int) -> list[Visitor]:
    """Who has a name, telephone, address or card that holds what was typed; one query.

    Of this space alone; whoever has no name is not found.
    """
    words = fold(text).split()[:5]
    if sum(map(len, words)) < SHORTEST:
        return []
    by_name = Q()
    for word in words:
        by_name &= Q(identity__folded__startswith=word) | Q(identity__folded__contains=f" {word}")
    asked = by_name | Q(identity__card=text.strip().upper())
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) >= SHORTEST_NUMBER:
        asked |= Q(identity__phone__contains=digits.lstrip("0"))
    if "@" in text:
        asked |= Q(identity__email=text.strip().lower())
    found = Visitor.objects.filter(asked, space=space, identity__space=space)
    return list(found.select_related("identity").order_by("identity__folded", "pk")[:most])
