"""What somebody tells about herself so that she can be reached."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST_NAME = 120
LONGEST_EMAIL = 254
ITALY = 39
# Signs that turn or hide text have no place in a name.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Joiners without which some scripts cannot be written.
JOINERS = {"\u200c", "\u200d"}


@dataclass(frozen=True, slots=True)
class Contact:
    """A name, and perhaps a number or an address; made by `read_contact` alone."""

    name: str
    phone: str = ""
    email: str = ""


def read_contact(name: str, phone: str = "", email: str = "") -> Contact:
    """A contact from what people type. Raises `ValidationError` with a sentence for each field."""
    faults: dict[str, str] = {}
    readers = {
        "name": (read_name, name),
        "phone": (read_phone, phone),
        "email": (read_email, email),
    }
    found = {}
    for field, (read, text) in readers.items():
        try:
            found[field] = read(text)
        except ValidationError as fault:
            faults[field] = fault.message
    if faults:
        raise ValidationError(faults)
    return Contact(**found)


def read_name(text: str) -> str:
    """A name in any script, without what cannot be seen."""
    plain = "".join(
        sign for sign in text if unicodedata.category(sign) not in UNSEEN or sign in JOINERS
    )
    name = " ".join(plain.split())
    if not any(sign.isalpha() for sign in name):
        raise ValidationError(_("Write a name, or a first name."))
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("This name is very long. Write a shorter one."))
    return name


def read_phone(text: str) -> str:
    """A telephone number in any shape, with its country; nothing for nothing.

    Without a country it is a number of the installation's own (`HALTE_PHONE_REGION`).
    """
    written = unicodedata.normalize("NFKC", text).strip()
    if not written:
        return ""
    digits = re.sub(r"[^\d+]", "", written)
    region = settings.PHONENUMBER_DEFAULT_REGION
    # People also write the country without its sign: 32470123456.
    forms = [digits] if digits.startswith(("0", "+")) else [digits, f"+{digits}"]
    for form in forms:
        try:
            number = phonenumbers.parse(form, region)
        except phonenumbers.NumberParseException:
            continue
        # A zero that stays in front says that digits are missing; only Italy dials it.
        is_short = number.italian_leading_zero and number.country_code != ITALY
        if phonenumbers.is_possible_number(number) and not is_short and len(digits) <= 17:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise ValidationError(
        _("There are %(count)s digits here. Look at the number again.")
        % {"count": sum(sign.isdigit() for sign in digits)}
    )


def read_email(text: str) -> str:
    """An e-mail address in lower case; nothing for nothing."""
    address = text.strip().lower()
    if not address:
        return ""
    wrong = ValidationError(_("This is not an e-mail address. It looks like name@example.org."))
    try:
        validate_email(address)
    except ValidationError as fault:
        raise wrong from fault
    if len(address) > LONGEST_EMAIL:
        raise wrong
    return address
