"""Phone numbers as people print them."""

import phonenumbers


def read_phone(printed: str, region: str = "BE") -> str:
    """The number in international form (E.164), or "" when it cannot be one.

    `(0)`, which is dialled inside the country only, is dropped.
    """
    try:
        number = phonenumbers.parse(printed.replace("(0)", ""), region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
