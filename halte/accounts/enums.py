"""Roles, the kinds of scope they hold in, and the states of an invitation."""

from django.utils.translation import gettext_lazy as _

from halte.core.enums import Codes


class ScopeKind(Codes):
    """Where a role holds."""

    REGION = "region", _("Region")
    ORGANISATION = "organisation", _("Organisation")
    SPACE = "space", _("Space")
    BODY = "body", _("Working group or committee")
    CALL = "call", _("Call for projects")


class BodyKind(Codes):
    """Groups of people who advise or decide together."""

    WORKING_GROUP = "working_group", _("Working group")
    STEERING_COMMITTEE = "steering_committee", _("Steering committee")
    JURY = "jury", _("Jury of a call for projects")


class Role(Codes):
    """What somebody is in a scope."""

    FACILITATOR = "facilitator", _("Facilitator")
    COORDINATOR = "coordinator", _("Coordinator")
    MANAGER = "manager", _("Manager of the organisation")
    REFERRER = "referrer", _("Referrer")
    OFFICER = "officer", _("Officer of the Region")
    ADMINISTRATOR = "administrator", _("Administrator of the Region")
    MEMBER = "member", _("Member")
    CHAIR = "chair", _("Chair")
    JURY_MEMBER = "jury_member", _("Jury member")
    NETWORK_EDITOR = "network_editor", _("Editor of the network")
    AUDITOR = "auditor", _("Auditor")


class InvitationState(Codes):
    SENT = "sent", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TokenScope(Codes):
    """What a program may do with a token."""

    READ = "read", _("Read everything about this place")
    WRITE = (
        "write",
        _("Change what the public reads, enrol people, note visits"),
    )


# Which roles a scope of each kind knows; the database keeps it (`role_fits_scope`).
ROLES = {
    ScopeKind.REGION: (Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR),
    ScopeKind.ORGANISATION: (Role.MANAGER, Role.REFERRER, Role.NETWORK_EDITOR),
    ScopeKind.SPACE: (Role.FACILITATOR, Role.COORDINATOR),
    ScopeKind.BODY: (Role.MEMBER, Role.CHAIR),
    ScopeKind.CALL: (Role.JURY_MEMBER,),
}
# What an editor writes concerns the whole network: her own organisation cannot name her.
GIVEN_FROM_ABOVE = frozenset({Role.NETWORK_EDITOR})
# Who keeps a scope running: the last one cannot leave without naming another.
KEEPERS = {ScopeKind.REGION: Role.ADMINISTRATOR, ScopeKind.SPACE: Role.COORDINATOR}
