"""Checks of single values."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.be import vat
from stdnum.exceptions import ValidationError as NumberError


def validate_enterprise_number(value: str) -> None:
    """Refuse a number that the Crossroads Bank for Enterprises cannot have given (mod 97)."""
    try:
        vat.validate(value)
    except NumberError as error:
        raise ValidationError(
            _("This is not an enterprise number. It has ten digits, such as 0202.239.951."),
            code="enterprise_number",
        ) from error
