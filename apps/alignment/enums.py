from django.db import models
from django.utils.translation import gettext_lazy as _


class Contribution(models.TextChoices):
    MAIN = "main", _("Main")
    SECONDARY = "secondary", _("Secondary")


class ContradictionStatus(models.TextChoices):
    OPEN = "open", _("Open")
    MITIGATED = "mitigated", _("Mitigated")
    ACCEPTED_TRADE_OFF = "accepted_trade_off", _("Accepted trade-off")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ConsequenceKind(models.TextChoices):
    SECURITY_OVER_DEVELOPMENT = "security_over_development", _("Short-term security over development")
    PRESSURE_OF_A_BLOC = "pressure_of_a_bloc", _("External actors pressing internal ones as a bloc")
    HUMANITARIAN_NEUTRALITY = "humanitarian_neutrality", _("Humanitarian neutrality at risk")
    PEOPLE_DRAWN_AWAY = "people_drawn_away", _("Qualified people drawn away from internal institutions")
    PARALLEL_STRUCTURES = "parallel_structures", _("Structures beside the internal ones")
    OTHER = "other", _("Another kind, in words")


class Closeness(models.IntegerChoices):
    """How close two agencies work (de Coning and Friis, 2011). In order, and never averaged."""

    COMPETITION = 0, _("0: competition")
    COEXISTENCE = 1, _("1: coexistence")
    COORDINATION = 2, _("2: coordination")
    COOPERATION = 3, _("3: cooperation")
    INTEGRATION = 4, _("4: integration")
    UNITY = 5, _("5: unity")


class OverlapOutcome(models.TextChoices):
    """What agencies agreed on where they do the same in one place."""

    DIVIDED = "divided", _("Divided: each has its own places or people")
    JOINT = "joint", _("Joint: they do it together")
    ACCEPTED = "accepted", _("Accepted: it stays, for a reason")
    ENDED = "ended", _("Ended: one of them stops or moves")


class ReviewScope(models.TextChoices):
    OBJECTIVE = "objective", _("Objective")
    AGENCY = "agency", _("Agency")
    AREA = "area", _("Area")
    MISSION = "mission", _("Mission")


class AuditOutcome(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    NO_ANSWER = "no_answer", _("No answer")


class ConsultationResponse(models.TextChoices):
    CHANGED = "changed", _("Changed")
    ACCEPTED_WITH_REASONS = "accepted_with_reasons", _("Accepted with reasons")
    REFUSED_WITH_REASONS = "refused_with_reasons", _("Refused with reasons")
    NONE = "none", _("No response")


class ReviewOutcome(models.TextChoices):
    NO_OBJECTION = "no_objection", _("No objection")
    OBJECTION = "objection", _("Objection")
    NO_COMMENT = "no_comment", _("No comment")


class StrategyStatus(models.TextChoices):
    ADOPTED = "adopted", _("Adopted")
    NONE = "none", _("None")
    UNKNOWN = "unknown", _("Unknown")


class RoundAudience(models.TextChoices):
    MEMBERS = "members", _("Members of the mission")
    PUBLIC = "public", _("Everybody")


class SuggestionState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class CalendarState(models.TextChoices):
    OPEN = "open", _("Open for answers")
    AGREED = "agreed", _("Agreed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RequestKind(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    MISSION = "mission", _("Mission")
    DOCUMENT_REVIEW = "document_review", _("Review of a document")
    VERIFICATION = "verification", _("Verification")


class ProposalState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    SCHEDULED = "scheduled", _("Agreed, waits for its day")
    AGREED = "agreed", _("Agreed")
    LAPSED = "lapsed", _("Came to nothing: the row changed first")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
