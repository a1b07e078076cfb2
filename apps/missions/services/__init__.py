"""The doors through which missions and their people come and go."""

from apps.missions.services.invitations import (
    NewInvitation,
    accept_as_new,
    accept_invitation,
    invite,
    issue_link,
    note_mailed,
    resend,
    withdraw,
)
from apps.missions.services.members import NewMember, add_members, change_members, remove_members
from apps.missions.services.mission import create_mission, set_second_factor
from apps.missions.services.opening import kept_open_for, open_agency_rows
from apps.missions.services.phases import enter_phase
from apps.missions.services.readings import (
    NewReading,
    note_kept_file,
    note_kept_row,
    note_kept_rows,
    note_readings,
)

__all__ = [
    "NewInvitation",
    "NewMember",
    "NewReading",
    "accept_as_new",
    "accept_invitation",
    "add_members",
    "change_members",
    "create_mission",
    "enter_phase",
    "invite",
    "issue_link",
    "kept_open_for",
    "note_kept_file",
    "note_kept_row",
    "note_kept_rows",
    "note_mailed",
    "note_readings",
    "open_agency_rows",
    "remove_members",
    "resend",
    "set_second_factor",
    "withdraw",
]
