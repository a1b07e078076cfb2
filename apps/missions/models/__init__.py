from apps.missions.models.base import MissionPart, MissionRow, MissionRowQuerySet, VisibleQuerySet
from apps.missions.models.coordination import (
    AnalyticWork,
    Attendance,
    Forum,
    ForumChair,
    ForumMeeting,
    HarmonisationItem,
    JointMission,
    Post,
    RegionalActivity,
)
from apps.missions.models.files import DocumentFile
from apps.missions.models.membership import SECRETARIAT, LastAdministrator, Membership
from apps.missions.models.mission import Mission, MissionQuerySet
from apps.missions.models.people import Invitation, Reading
from apps.missions.models.setting import (
    Area,
    Document,
    Event,
    Mandate,
    MandateTask,
    MissionAgency,
    Network,
    NetworkMember,
    PhasePeriod,
)

__all__ = [
    "SECRETARIAT",
    "AnalyticWork",
    "Area",
    "Attendance",
    "Document",
    "DocumentFile",
    "Event",
    "Forum",
    "ForumChair",
    "ForumMeeting",
    "HarmonisationItem",
    "Invitation",
    "JointMission",
    "LastAdministrator",
    "Mandate",
    "MandateTask",
    "Membership",
    "Mission",
    "MissionAgency",
    "MissionPart",
    "MissionQuerySet",
    "MissionRow",
    "MissionRowQuerySet",
    "Network",
    "NetworkMember",
    "PhasePeriod",
    "Post",
    "Reading",
    "RegionalActivity",
    "VisibleQuerySet",
]
