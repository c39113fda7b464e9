"""What is said of a password that will not do, in the languages of the work face."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from halte.accounts.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "nl",
            [
                "Dit wachtwoord is te kort: het heeft minstens 12 tekens nodig.",
                "Veel mensen gebruiken dit wachtwoord. Kies een ander.",
            ],
        ),
        (
            "en",
            [
                "This password is too short: it needs 12 characters or more.",
                "Many people use this password. Choose another one.",
            ],
        ),
    ],
)
def test_each_rule_speaks_the_language_of_the_page(language, sentences):
    with override(language), pytest.raises(ValidationError) as refused:
        validate_password("password")
    assert refused.value.messages == sentences


def test_password_like_the_person_is_refused():
    person = make_user(name="Anabella Example")
    with override("en"), pytest.raises(ValidationError) as refused:
        validate_password("anabellaexample", person)
    assert refused.value.messages == [
        "This password looks like your name or your address. Choose another one."
    ]
