"""Spaces found by their name or that of their organisation."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Greatest, Length

from halte.network.folding import fold
from halte.network.models import Organisation, Space

MOST_WORDS = 8
# An organisation's name counts a little less than the space's own.
OF_ORGANISATION = Value(0.9)
LONGEST_NAME = 1000


def named(text: str) -> QuerySet:
    """Ids of published spaces whose name, or organisation's name, holds every word."""
    words = _words(text)
    return _with_names(Q(*[Q(folded__contains=word) for word in words])) if words else _nothing()


def resembling(text: str) -> QuerySet:
    """Ids of published spaces whose name, or organisation's name, is nearly that."""
    folded = fold(text)
    return _with_names(Q(folded__trigram_word_similar=folded)) if folded else _nothing()


def length(text: str) -> Case:
    """Of a site found by `named`: the shorter the name around the words, the better it fits.

    Names of organisations come after all names of spaces.
    """
    own = Q(*[Q(space__folded__contains=word) for word in _words(text)])
    organisation = Length("space__organisation__folded") + LONGEST_NAME
    return Case(When(own, then=Length("space__folded")), default=organisation)


def unlikeness(text: str) -> CombinedExpression:
    """Of a site found by `resembling`: 0 when its space is called so, 1 when nothing is alike.

    A double, because a cursor must come back as the very same number.
    """
    folded = fold(text)
    own = TrigramWordSimilarity(folded, "space__folded")
    organisation = TrigramWordSimilarity(folded, "space__organisation__folded") * OF_ORGANISATION
    likeness = Greatest(
        Cast(own, FloatField()), Cast(organisation, FloatField()), output_field=FloatField()
    )
    return Value(1.0, output_field=FloatField()) - likeness


def _words(text: str) -> list[str]:
    return fold(text).split()[:MOST_WORDS]


def _with_names(names: Q) -> QuerySet:
    """Two index searches joined, where an OR over two tables would read both whole."""
    organisations = Organisation.objects.filter(names).order_by().values("pk")
    own = Space.objects.published().filter(names).order_by().values("pk")
    theirs = Space.objects.published().filter(organisation__in=organisations).order_by()
    return own.union(theirs.values("pk"))


def _nothing() -> QuerySet:
    return Space.objects.none().values("pk")


def is_named(text: str) -> bool:
    """Whether some published space is called that."""
    return bool(named(text)[:1])
