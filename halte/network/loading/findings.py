"""What loads find odd: a sentence for each code, the table, and the printed list.

The sentences are for the coordination and are translated; the command line prints English.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from halte.network.enums import Severity
from halte.network.loading.printing import text_table
from halte.network.models import Finding

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

SENTENCES: dict[str, tuple[Severity, Promise]] = {
    "postcode_municipality": (
        ERROR,
        _(
            "Postcode %(postcode)s is in %(area)s, but the document says %(printed)s. "
            "The register uses %(used)s."
        ),
    ),
    "postcode_municipality_in_list": (
        ERROR,
        _("Postcode %(postcode)s is in %(area)s, but the document says %(printed)s."),
    ),
    "postcode_unknown": (ERROR, _("Postcode %(postcode)s is not in the list of postcodes.")),
    "municipality_unknown": (ERROR, _("No municipality is called %(printed)s.")),
    "phone_invalid": (
        ERROR,
        _("%(printed)s is not a phone number. The register has no number for this space."),
    ),
    "phone_missing": (WARNING, _("The document gives no phone number.")),
    "phone_shared": (WARNING, _("Entries with the same phone number %(phone)s: %(count)s.")),
    "phone_same_ending": (
        NOTE,
        _("These phone numbers are different but end with the same digits: %(phones)s."),
    ),
    "two_addresses": (NOTE, _("One entry has several addresses: %(addresses)s.")),
    "same_address": (WARNING, _("Entries with the same address %(address)s: %(count)s.")),
    "similar_names": (
        NOTE,
        _("Two entries of the same list have names that look alike: “%(one)s” and “%(other)s”."),
    ),
    "in_one_list": (NOTE, _("It is in one list (%(present)s) and not in the other (%(absent)s).")),
    "names_differ": (NOTE, _("The documents write its name in different ways: %(names)s.")),
    "postcode_differs": (
        WARNING,
        _("One list says postcode %(one)s, the other says %(other)s."),
    ),
    "municipality_differs": (
        WARNING,
        _("One list puts it in %(one)s, the other in %(other)s."),
    ),
    "count_differs": (
        WARNING,
        _("Number in the document: %(announced)s. Number in the list: %(listed)s."),
    ),
    "total_differs": (
        WARNING,
        _("The printed total is %(printed)s, but its parts add up to %(sum)s."),
    ),
    "postcode_without_municipality": (
        NOTE,
        _("No source says in which municipality this postcode is (%(label)s)."),
    ),
    "referrer_in_one_document": (
        NOTE,
        _("It is in one document (%(present)s) and not in the other (%(absent)s)."),
    ),
    "referrer_written_differently": (
        NOTE,
        _("The documents write its name in different ways: %(names)s."),
    ),
}


@dataclass(frozen=True)
class Found:
    """One thing that a check found; `facts` fill the sentence of `code`."""

    code: str
    subject: str
    facts: dict = field(default_factory=dict)
    source: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        return identity(self)


def severity_of(code: str) -> Severity:
    return SENTENCES[code][0]


def sentence(code: str, facts: dict) -> str:
    """What was found, in the active language; a code of an older load speaks for itself."""
    if code not in SENTENCES:
        return f"{code}: {json.dumps(facts, ensure_ascii=False, sort_keys=True)}"
    return str(SENTENCES[code][1]) % facts


def identity(one: Found | Finding) -> tuple[str, str, str, str]:
    """What makes two findings the same."""
    facts = json.dumps(one.facts, ensure_ascii=False, sort_keys=True)
    return one.code, one.subject, facts, one.source


def store(load: str, found: Iterable[Found]) -> None:
    """Make the findings of a load exactly these; what stays the same is not written again."""
    wanted = {one.identity: one for one in found}
    present = {identity(row): row for row in Finding.objects.filter(load=load)}
    gone = [row.pk for key, row in present.items() if key not in wanted]
    if gone:
        Finding.objects.filter(pk__in=gone).delete()
    new = [
        Finding(
            load=load,
            code=one.code,
            severity=severity_of(one.code),
            subject=one.subject[:200],
            facts=one.facts,
            source=one.source,
        )
        for key, one in sorted(wanted.items())
        if key not in present
    ]
    if new:
        Finding.objects.bulk_create(new)


# ---- The printed table --------------------------------------------------------------------------

WIDTHS = {"severity": 8, "code": 29, "subject": 30, "sentence": 60, "source": 38}


def table(findings: Iterable[Finding]) -> str:
    """The findings as text for a terminal, gravest first, in English."""
    order = [ERROR, WARNING, NOTE]
    rows = sorted(
        findings, key=lambda row: (order.index(Severity(row.severity)), row.code, row.subject)
    )
    if not rows:
        return "No findings."
    with override("en"):
        cells = [
            (row.severity, row.code, row.subject, sentence(row.code, row.facts), row.source)
            for row in rows
        ]
    counts = ", ".join(f"{sum(row.severity == level for row in rows)} {level}s" for level in order)
    return f"{text_table(WIDTHS, cells)}\n{len(rows)} findings: {counts}"
