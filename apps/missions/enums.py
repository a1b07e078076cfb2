from django.db import models
from django.utils.translation import gettext_lazy as _


class MissionAudience(models.TextChoices):
    PUBLIC = "public", _("Public")
    MISSION = "mission", _("Mission members")


class GovernmentCounterpart(models.TextChoices):
    RECOGNISED = "recognised", _("Recognised government")
    EQUIVALENT_MECHANISM = "equivalent_mechanism", _("Equivalent priority-setting mechanism")
    NONE = "none", _("No recognised counterpart")


class Phase(models.TextChoices):
    STABILISATION = "stabilisation", _("Stabilisation")
    TRANSITION = "transition", _("Transition")
    CONSOLIDATION = "consolidation", _("Consolidation")
    EXIT = "exit", _("Exit")


class Side(models.TextChoices):
    INTERNAL = "internal", _("Internal")
    EXTERNAL = "external", _("External")
    MIXED = "mixed", _("Mixed")


class Tier(models.TextChoices):
    CORE = "core", _("Core")
    INTERMEDIATE = "intermediate", _("Intermediate")
    PERIPHERY = "periphery", _("Periphery")


class Role(models.TextChoices):
    """What a member does in one mission."""

    PLANNER = "planner", _("Mission planner")
    AGENCY_EDITOR = "agency_editor", _("Agency editor")
    INTERNAL_COUNTERPART = "internal_counterpart", _("Internal counterpart")
    DONOR = "donor", _("Donor")
    OBSERVER = "observer", _("Observer")
    MISSION_ADMIN = "mission_admin", _("Mission administrator")


class ReadingKind(models.TextChoices):
    """What was read that is worth a note."""

    PAGE = "page", _("Page")
    EXPORT = "export", _("Export")
    FILE = "file", _("File")
    AGENCY_ROWS = "agency_rows", _("Rows of an agency")


class EventKind(models.TextChoices):
    ELECTION = "election", _("Election")
    MANDATE_RENEWAL = "mandate_renewal", _("Mandate renewal")
    REVIEW = "review", _("Review")
    DONOR_PLAN = "donor_plan", _("Donor plan")
    AGREEMENT = "agreement", _("Agreement")
    OTHER = "other", _("Other")


class ForumPurpose(models.TextChoices):
    INFORMATION_SHARING = "information_sharing", _("Information sharing")
    JOINT_ANALYSIS = "joint_analysis", _("Joint analysis")
    JOINT_PLANNING = "joint_planning", _("Joint planning")
    JOINT_DECISION = "joint_decision", _("Joint decision")
    POOLED_RESOURCES = "pooled_resources", _("Pooled resources")


class DecisionAuthority(models.TextChoices):
    NONE = "none", _("None")
    RECOMMENDS = "recommends", _("Recommends")
    DECIDES = "decides", _("Decides")


class HarmonisationSubject(models.TextChoices):
    """In what the agencies of a mission differ, and would work more easily if they did not."""

    RULES = "rules", _("Rules and regulations")
    SECURITY = "security", _("Security management")
    STAFF_INCENTIVES = "staff_incentives", _("Incentives of staff")
    MESSAGES = "messages", _("Messages to the public")
    TECHNOLOGY_AND_PROCUREMENT = "technology_and_procurement", _("Technology and procurement")
    OTHER = "other", _("Another subject")


class HarmonisationState(models.TextChoices):
    NOT_BEGUN = "not_begun", _("Not begun")
    COMPARED = "compared", _("Differences written down")
    BEING_AGREED = "being_agreed", _("Being agreed")
    AGREED = "agreed", _("Agreed")
    APPLIED = "applied", _("Applied")
    LEFT_AS_IT_IS = "left_as_it_is", _("Left as it is, with reasons")


class Vacancy(models.TextChoices):
    FILLED = "filled", _("Filled")
    ACTING = "acting", _("Held by somebody for the time being")
    VACANT = "vacant", _("Vacant")


class RegionalActivityKind(models.TextChoices):
    PREVENTIVE_DIPLOMACY = "preventive_diplomacy", _("Preventive diplomacy")
    MEDIATION = "mediation", _("Mediation")
    PEACEKEEPING = "peacekeeping", _("Peacekeeping")
    MONITORING = "monitoring", _("Monitoring of a cease-fire or of human rights")
    ELECTION_OBSERVATION = "election_observation", _("Observation of elections")
    SANCTIONS = "sanctions", _("Sanctions or suspension")
    RECONSTRUCTION = "reconstruction", _("Reconstruction and reintegration")
    OTHER = "other", _("Other")
