from halte.visitors.models.agreements import (
    Consent,
    HouseRules,
    ProfileSettings,
    RulesSignature,
)
from halte.visitors.models.people import Identity, Merge, OfSpaceQuerySet, Visitor

__all__ = [
    "Consent",
    "HouseRules",
    "Identity",
    "Merge",
    "OfSpaceQuerySet",
    "ProfileSettings",
    "RulesSignature",
    "Visitor",
]
