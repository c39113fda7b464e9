"""What people are told before they agree; a new version when the words change."""

from django.utils.translation import gettext_lazy as _

from halte.visitors.enums import ConsentKind

VERSION = 1
WORDS = {
    ConsentKind.ADMINISTRATION: _(
        "The space keeps my name and how to reach me, to know me again and to tell me about my "
        "visits and workshops. It deletes them six months after my last visit."
    ),
    ConsentKind.INVITATIONS: _("The space may send me invitations to its activities."),
}
NOTICE = _(
    "Tell the person: only the team of this space sees these data. Everybody may look at them, "
    "have them put right or deleted. No answer is needed to come in."
)
