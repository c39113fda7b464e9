"""Personal data: declared, ended in time, printed as a register."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from halte.accounts.models import User
from halte.accounts.tests.factories import make_user
from halte.core import privacy
from halte.core.mail.models import Message
from halte.core.privacy import KEPT_BY_OTHERS, AtTerm
from halte.network.models import Correction, Space
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
            assert declaration.term is None or declaration.term.since in names, model
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
                assert field.null or (field.get_default() == "" and not field.unique), name


def test_declaration_without_an_end_is_refused():
    (declaration,) = User.PERSONAL
    with pytest.raises(ValueError, match="an end"):
        privacy.replace(declaration, at_term=AtTerm.DELETE)


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
        counts = privacy.apply_terms(now)
    assert left() == (1, [("29", "t"), ("31", "")])
    assert {what: rows for what, rows in counts.items() if rows} == {
        "blank mail.Message subject text html": 2,
        "delete mail.Message to language": 1,
        "delete network.Correction message language": 1,
    }
    assert [record.facts for record in caplog.records] == [
        {"what": what, "rows": rows} for what, rows in counts.items()
    ]
    assert set(privacy.apply_terms(now).values()) == {0}


def test_dry_run_only_counts(capsys):
    old_rows()
    before = left()
    call_command("privacy", "--dry-run")
    assert left() == before
    said = capsys.readouterr().out
    assert "     2 blank mail.Message subject text html\n" in said
    assert "     1 delete network.Correction message language\n" in said


def test_history_forgets_people_and_keeps_the_rest():
    space = SpaceFactory(email="ana@example.org", website="https://example.org")
    events = Space.pgh_event_model.objects
    events.update(pgh_created_at=timezone.now() - 731 * DAY)
    space.email = "new@example.org"
    space.save()
    privacy.apply_terms(timezone.now())
    assert list(events.order_by("pgh_id").values_list("email", "website")) == [
        ("", "https://example.org"),
        ("new@example.org", "https://example.org"),
    ]


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_register_prints_every_declaration(client, language):
    officer = make_user(is_superuser=True)
    client.force_login(officer)
    page = client.get(f"/{language}/work/register").content.decode()
    for model, declaration in privacy.declared():
        assert f"{model._meta.label}: {', '.join(declaration.fields)}" in page
    assert page.count("<tr>") == 1 + len(list(privacy.declared())) + len(KEPT_BY_OTHERS)
    client.force_login(User.objects.create_user("col@example.org", "a long password"))
    assert client.get(f"/{language}/work/register").status_code == 403
