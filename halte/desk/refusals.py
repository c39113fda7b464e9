"""Why the desk cannot write something down, in words."""

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import gettext as _

from halte.core.i18n import babel_locale
from halte.desk.domain import visits


def why_not(refused: visits.VisitRefused) -> str:
    """What happened, what it means, what to do."""
    match refused:
        case visits.AlreadyHere():
            since = timezone.localtime(refused.visit.arrived_at)
            text = _(
                "This person is here already, since %(time)s. If she left without saying so, "
                "write down first that she left."
            )
            return text % {"time": f"{since:%H:%M}"}
        case visits.Excluded():
            day = format_date(refused.exclusion.last, "full", babel_locale())
            text = _(
                "This person may not come until %(day)s included: the coordinator decided so. "
                "The visit is not written down."
            )
            return text % {"day": day}
        case visits.WrongTime():
            return _(
                "These times cannot be right: they are to come, too long ago, or end before they "
                "begin. Look at them again."
            )
        case visits.UnknownPurpose():
            return _("Choose what the person comes for.")
        case visits.AlreadyLeft():
            return _("This person has left already.")
    return _("This could not be written down. Try again.")
