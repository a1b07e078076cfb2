from apps.alignment.models.audit import AuditSample, AuditUnit
from apps.alignment.models.calendar import CalendarAnswer, CalendarProposal
from apps.alignment.models.dialogue import (
    Comment,
    Consultation,
    Dissent,
    InternalReview,
    LiaisonRequest,
    Relationship,
)
from apps.alignment.models.link import AlignmentLink, LinkDispute
from apps.alignment.models.mention import Mention
from apps.alignment.models.policy import (
    CommitmentTrace,
    PolicyCommitment,
    PolicyPosition,
    PolicyProduct,
    StrategyTrace,
    WholeOfGovernmentStrategy,
)
from apps.alignment.models.proposal import AudienceProposal
from apps.alignment.models.round import CommentRound, RoundInvitation
from apps.alignment.models.tension import Contradiction, ContradictionReview, UnintendedConsequence

__all__ = [
    "AlignmentLink",
    "AudienceProposal",
    "AuditSample",
    "AuditUnit",
    "CalendarAnswer",
    "CalendarProposal",
    "Comment",
    "CommentRound",
    "CommitmentTrace",
    "Consultation",
    "Contradiction",
    "ContradictionReview",
    "Dissent",
    "InternalReview",
    "LiaisonRequest",
    "LinkDispute",
    "Mention",
    "PolicyCommitment",
    "PolicyPosition",
    "PolicyProduct",
    "Relationship",
    "RoundInvitation",
    "StrategyTrace",
    "UnintendedConsequence",
    "WholeOfGovernmentStrategy",
]
