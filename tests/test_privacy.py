"""Personal data: declared, ended in time, printed as a register."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from halte.accounts.models import Session, User
from halte.accounts.tests.factories import give_factor, make_member, make_user
from halte.core import exports, privacy, terms
from halte.core.mail.models import Message
from halte.core.models import CacheEntry, TermRun
from halte.core.privacy import KEPT_BY_OTHERS, AtTerm
from halte.core.timeline import WORDS
from halte.network.models import Correction, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import CorrectionFactory, SpaceFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_every_field_that_looks_personal_is_declared():
    assert privacy.undeclared() == [], "Declare it in PERSONAL, or say why not in NOT_PERSONAL."


@pytest.mark.parametrize(
    ("candidate", "looks"),
    [
        (models.EmailField(name="contact"), True),
        (models.GenericIPAddressField(name="seen"), True),
        (models.CharField(name="first_name"), True),
        (models.DateField(name="birth_date"), True),
        (models.CharField(name="name_fr"), True),
        (models.TextField(name="message"), True),
        (models.CharField(name="namespace"), False),
        (models.CharField(name="state"), False),
        (models.IntegerField(name="count"), False),
    ],
)
def test_what_looks_personal(candidate, looks):
    assert privacy.looks_personal(candidate) is looks


def test_declarations_name_fields_that_exist_and_give_reasons():
    for model in privacy.models_of_ours():
        names = {field.name for field in model._meta.fields}
        for declaration in getattr(model, "PERSONAL", []):
            assert set(declaration.fields) <= names, model
            assert declaration.term is None or declaration.term.since.split("__")[0] in names, model
        reasons = getattr(model, "NOT_PERSONAL", {})
        assert set(reasons) <= names, model
        assert all(len(reason) > 5 for reason in reasons.values()), model
    for label, declaration in KEPT_BY_OTHERS:
        names = {field.name for field in apps.get_model(label)._meta.fields}
        assert set(declaration.fields) <= names


def test_fields_that_are_emptied_can_be_empty():
    for model, declaration in privacy.declared():
        if declaration.at_term == AtTerm.BLANK:
            for name in declaration.fields:
                field = model._meta.get_field(name)
                fits = field.null or (field.get_default() == "" and not field.unique)
                assert fits or name in declaration.leaves or field.get_default(), name


def test_declaration_without_an_end_is_refused():
    (declaration,) = Space.PERSONAL
    with pytest.raises(ValueError, match="an end"):
        replace(declaration, at_term=AtTerm.DELETE)
    with pytest.raises(ValueError, match="added up"):
        replace(Correction.PERSONAL[0], at_term=AtTerm.AGGREGATE)


def old_rows():
    now = timezone.now()
    for age in (364, 366):
        row = CorrectionFactory(message="words")
        Correction.objects.filter(pk=row.pk).update(received_at=now - age * DAY)
    for age in (29, 31, 366):
        Message.objects.create(
            to="a@example.org", language="fr", subject="s", text="t", html="h", template=str(age),
            written_at=now - age * DAY,
        )  # fmt: skip
    return now


def left():
    corrections = Correction.objects.count()
    return corrections, list(
        Message.objects.order_by("-written_at").values_list("template", "text")
    )


def test_terms_are_kept(caplog):
    now = old_rows()
    with caplog.at_level("INFO", "halte.privacy"):
        counts = terms.apply_terms(now)
    assert left() == (1, [("29", "t"), ("31", "")])
    assert {what: rows for what, rows in counts.items() if rows} == {
        "blank mail.Message subject text html calendar": 2,
        "delete mail.Message to language": 1,
        "delete network.Correction message language": 1,
    }
    told = [record.facts for record in caplog.records if record.name == "halte.privacy"]
    assert told == [{"what": what, "rows": rows} for what, rows in counts.items()]
    assert set(terms.apply_terms(now).values()) == {0}


def test_data_lasts_to_the_very_end_of_its_term():
    now = timezone.now()
    row = CorrectionFactory()
    for moment, left_over in ((now - 365 * DAY, 1), (now - 365 * DAY - timedelta.resolution, 0)):
        Correction.objects.filter(pk=row.pk).update(received_at=moment)
        terms.apply_terms(now)
        assert Correction.objects.count() == left_over


def test_each_run_leaves_a_record(client):
    now = old_rows()
    terms.apply_terms(now, dry_run=True)
    assert TermRun.objects.count() == 0
    terms.apply_terms(now)
    run = TermRun.objects.get()
    assert run.ended_at is not None
    assert run.counts["delete network.Correction message language"] == 1
    client.force_login(make_user(is_superuser=True))
    page = client.get("/en/work/register/nights").content.decode()
    assert "delete network.Correction message language" in page


def test_run_that_is_killed_is_finished_by_the_next(monkeypatch):
    now = old_rows()
    real, done = terms._end, []

    def dies(*args, **given):
        done.append(args)
        if len(done) == 12:
            raise KeyboardInterrupt
        return real(*args, **given)

    monkeypatch.setattr(terms, "_end", dies)
    with pytest.raises(KeyboardInterrupt):
        terms.apply_terms(now)
    monkeypatch.setattr(terms, "_end", real)
    terms.apply_terms(now)
    assert left() == (1, [("29", "t"), ("31", "")])
    assert [run.ended_at is None for run in TermRun.objects.all()] == [False, True]


def test_rows_can_be_added_up_before_they_go(monkeypatch):
    old_rows()
    sums = []
    counted = replace(
        Correction.PERSONAL[0],
        at_term=AtTerm.AGGREGATE,
        aggregate=lambda rows: sums.append(rows.count()),
    )
    monkeypatch.setattr(Correction, "PERSONAL", [counted])
    terms.apply_terms(timezone.now())
    assert (sums, Correction.objects.count()) == ([1], 1)


def test_accounts_end_two_years_after_the_last_role():
    now = timezone.now()
    today, long_ago = timezone.localdate(), now - 731 * DAY
    people = {
        "gone": make_user(joined_at=long_ago),
        "working": make_user(joined_at=long_ago),
        "left lately": make_user(joined_at=long_ago),
        "signs in": make_user(joined_at=long_ago, last_login=now),
        "new": make_user(),
        "root": make_user(joined_at=long_ago, is_superuser=True),
    }
    scope, ends = scope_of_space(SpaceFactory()), today - 731 * DAY
    make_member("facilitator", scope, people["gone"], starts_on=ends, ends_on=ends)
    make_member("facilitator", scope, people["working"])
    make_member("facilitator", scope, people["left lately"], starts_on=ends, ends_on=today)
    for name in ("gone", "working"):
        sign_in_rows(people[name])
    terms.apply_terms(now)
    blanked = {name for name, one in people.items() if User.objects.get(pk=one.pk).name == ""}
    assert {name for name in blanked if people[name].name} | {
        name
        for name, one in people.items()
        if User.objects.get(pk=one.pk).email.startswith("erased-")
    } == {"gone"}
    assert people["gone"].memberships.count() == 1
    # Whatever opened the account goes with it, and nobody else's.
    for model in (Authenticator, SocialAccount, EmailAddress, Session):
        left = set(model.objects.values_list("user", flat=True))
        assert (people["gone"].pk in left, people["working"].pk in left) == (False, True), model


def sign_in_rows(user) -> None:
    """A second factor, another sign-in with its number, an address, a running session."""
    give_factor(user)
    SocialAccount.objects.create(user=user, provider="elsewhere", uid=f"nrn-{user.pk}")
    EmailAddress.objects.get_or_create(user=user, email=user.email)
    ends = timezone.now() + DAY
    Session.objects.create(session_key=f"s{user.pk}", session_data="x", expire_date=ends, user=user)


def test_entries_of_the_cache_end_when_they_expire():
    cache.set("short", 1, 60)
    cache.set("long", 1, 7200)
    terms.apply_terms(timezone.now() + timedelta(hours=1))
    assert (CacheEntry.objects.count(), cache.get("long")) == (1, 1)


# Declarations by which nobody can be found, and why that is right.
FINDS_NOBODY = {
    "core.CacheEntry": "a digest of an address, with a secret",
    "core.RateCount": "a digest of an address, with a secret",
    "core.Restriction": "found through the row that it restricts",
}


def test_every_declaration_finds_its_person():
    blind = {
        model._meta.label
        for model, declaration in privacy.all_declared()
        if not privacy.found_by(model, declaration)
    }
    assert blind <= set(FINDS_NOBODY), "State `found_by`, or the reason here."


def test_lookups_exist():
    for model, declaration in privacy.all_declared():
        for lookups in privacy.found_by(model, declaration).values():
            for lookup in lookups:
                model._base_manager.filter(**{lookup: "1"}).exists()


def test_tables_that_are_described_name_every_field_that_leaves():
    for model, _declaration in privacy.all_declared():
        if model in WORDS:
            leaves = {one.name for one in exports.told(model)}
            unnamed = leaves - {*WORDS[model].fields}
            assert unnamed == set(), model


def test_everything_declared_has_a_name_for_people():
    assert [model for model, _one in privacy.all_declared() if model not in WORDS] == []


def test_what_opens_a_door_is_secret():
    secret = {
        f"{model._meta.label}.{one.name}"
        for model, _one in privacy.all_declared()
        for one in model._meta.fields
        if privacy.is_secret(model, one)
    }
    assert secret >= {
        "accounts.ApiToken.digest", "accounts.ApiToken.prefix", "accounts.Invitation.digest",
        "accounts.Session.session_data", "accounts.Session.session_key", "accounts.User.password",
        "mail.Message.calendar", "mail.Message.html", "mfa.Authenticator.data",
        "socialaccount.SocialAccount.extra_data", "workshops.Enrolment.code",
    }  # fmt: skip


def test_secret_looking_fields_are_declared_or_dropped():
    for model in privacy.models_of_ours():
        for one in model._meta.fields:
            if not one.is_relation and privacy.SECRET_WORDS.search(one.name):
                assert privacy.is_secret(model, one), one


def test_dry_run_only_counts(capsys):
    old_rows()
    before = left()
    call_command("privacy", "--dry-run")
    assert left() == before
    said = capsys.readouterr().out
    assert "     2 blank mail.Message subject text html calendar\n" in said
    assert "     1 delete network.Correction message language\n" in said


def test_history_forgets_people_and_keeps_the_rest():
    space = SpaceFactory(email="ana@example.org", website="https://example.org")
    events = Space.pgh_event_model.objects
    events.update(pgh_created_at=timezone.now() - 731 * DAY)
    space.email = "new@example.org"
    space.save()
    terms.apply_terms(timezone.now())
    assert list(events.order_by("pgh_id").values_list("email", "website")) == [
        ("", "https://example.org"),
        ("new@example.org", "https://example.org"),
    ]


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_register_prints_every_declaration(client, language):
    client.force_login(make_user(is_superuser=True))
    page = client.get(f"/{language}/work/register").content.decode()
    sheet = client.get(f"/{language}/work/register.csv").content.decode("utf-8-sig")
    number = 0
    for model, declaration in privacy.all_declared():
        fields = f"{model._meta.label}: {', '.join(declaration.fields)}"
        assert (fields in page, fields in sheet) == (False, True)
        number += 1
    assert page.count("<tr>") == 1 + number
    assert len(sheet.splitlines()) == 3 + number
