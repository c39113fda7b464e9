"""Whether a record still says what somebody was shown."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet, prefetch_related_objects

from halte.network.models import Site, Space

# Outings are left out: a mobile space has new ones each week, and nobody confirms them.
# What changes without anything changing for a reader, or only says who looked when.
LEFT_OUT = {"id", "uuid", "created_at", "updated_at", "confirmed_on", "hours_confirmed_on"}
RELATED = ("equipment", "sites__periods", "sites__exceptions__slots")


def with_everything(spaces: QuerySet[Space]) -> QuerySet[Space]:
    """Spaces with all that a fingerprint reads and a mail shows; seven queries for any number."""
    return spaces.select_related("organisation").prefetch_related(*RELATED, "sites__municipality")


def public_sites(space: Space) -> list[Site]:
    """Those that were not given up, from the (prefetched) sites."""
    return [site for site in space.sites.all() if site.closed_on is None]


def fingerprint(space: Space) -> str:
    """A short digest of everything that the public reads about a space."""
    prefetch_related_objects([space], *RELATED)
    content = [
        _facts(space),
        [_facts(row) for row in space.equipment.all()],
        [
            [
                _facts(site),
                site.hours_known,
                [_facts(row) for row in site.periods.all()],
                [
                    [_facts(row), [_facts(slot) for slot in row.slots.all()]]
                    for row in site.exceptions.all()
                ],
            ]
            for site in public_sites(space)
        ],
    ]
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _facts(row: Model) -> dict[str, str]:
    """The values of a row; what the database works out from them says nothing more."""
    return {
        field.name: str(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if (field.name not in LEFT_OUT and not field.generated and not field.is_relation)
        or field.name == "municipality"
    }
