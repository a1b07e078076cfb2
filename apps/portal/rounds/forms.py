"""What is entered in a comment round: its opening and its end, comments, decisions, positions, the record."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.alignment.enums import ConsultationResponse, RoundAudience
from apps.alignment.models import Consultation, PolicyPosition
from apps.alignment.rounds.positions import Stance, stance_of
from apps.core.editing.forms import VersionedForm
from apps.core.free_text import WarnsOfPersonalData
from apps.frameworks.models import FrameworkVersion

LONGEST = 20_000


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def _words(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class RoundForm(VersionedForm):
    """Whom a draft is opened to, until when, and what it asks of them. `counted` names what was counted."""

    counted = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    closes_on = _day(_("Open until"))
    open_to = forms.ChoiceField(
        label=_("Who may comment"),
        choices=RoundAudience.choices,
        help_text=_("With “Everybody” the draft can be read and commented on without signing in."),
    )
    document_pages = forms.IntegerField(
        label=_("Pages to read"), required=False, min_value=0, max_value=100_000
    )
    person_hours = forms.FloatField(
        label=_("Hours asked of each internal actor"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=_("Reading, talking and writing, of all its people together."),
    )
    invited = forms.MultipleChoiceField(
        label=_("Agencies that are asked"), required=False, widget=forms.CheckboxSelectMultiple
    )
    message = _words(_("Message"), required=False)
    reason = _words(
        _("Why it cannot wait"),
        rows=2,
        required=False,
        help_text=_(
            "Needed where an internal actor is asked for too much already; kept with its invitation."
        ),
    )

    def __init__(
        self, data: Any, version: FrameworkVersion, agencies: Sequence[Agency], initial: Any = None
    ) -> None:
        super().__init__(data, row=version, initial=initial)
        self.agencies = {str(one.uuid): one for one in agencies}
        self.fields["invited"].choices = [  # type: ignore[attr-defined]
            (key, one.name) for key, one in self.agencies.items()
        ]
        self.carry_what_is_seen()

    def asked(self) -> dict[int, float | None]:
        """Hours to be asked by agency, of a valid form."""
        hours = self.cleaned_data["person_hours"]
        return {self.agencies[key].pk: hours for key in self.cleaned_data["invited"]}

    def signature(self) -> str:
        """What was counted: who is asked, and for how much; of a valid form."""
        return f"{self.cleaned_data['person_hours']} {' '.join(sorted(self.cleaned_data['invited']))}"[:2000]


class CloseForm(VersionedForm):
    """What changed because of a round."""

    outcome = _words(_("What changed because of it"))


class SpokenForm(WarnsOfPersonalData, forms.Form):
    """Something said in the own name or for an agency."""

    agency = forms.ChoiceField(label=_("For"), required=False)

    def __init__(self, data: Any, agencies: Sequence[Agency], initial: Any = None) -> None:
        self.agencies = {str(one.uuid): one for one in agencies}
        # Whoever writes for one agency is heard for it, unless they say otherwise.
        alone = {"agency": next(iter(self.agencies))} if len(self.agencies) == 1 else {}
        super().__init__(data, initial={**alone, **(initial or {})}, use_required_attribute=False)
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            *((key, one.name) for key, one in self.agencies.items()),
            ("", _("in my own name")),
        ]
        if not self.agencies:
            del self.fields["agency"]

    def spoken_for(self) -> Agency | None:
        """The agency that it is said for, of a valid form."""
        return self.agencies.get(self.cleaned_data.get("agency") or "")


class CommentForm(SpokenForm):
    """A comment on a passage, and other words for it."""

    text = _words(
        _("Comment"),
        required=False,
        help_text=_(
            "An agency is mentioned by an @ before its acronym, a person by an @ before the name as it "
            "stands beside comments: @UNDP, @Amina Diallo. Who is mentioned gets a mail."
        ),
    )
    suggestion = _words(
        _("Suggested wording"),
        rows=6,
        required=False,
        help_text=_("Change the words as they should stand; left as they are, nothing is suggested."),
    )

    def __init__(self, data: Any, agencies: Sequence[Agency], standing: str | None) -> None:
        super().__init__(data, agencies, {"suggestion": standing})
        self.standing = standing

    def clean_suggestion(self) -> str | None:
        """The other words, None where they are those that stand there."""
        given = (self.cleaned_data["suggestion"] or "").replace("\r\n", "\n").strip()
        return given if given and given != (self.standing or "").replace("\r\n", "\n").strip() else None


class ReplyForm(SpokenForm):
    """An answer to a comment."""

    text = _words(_("Answer"))


class RemarkForm(SpokenForm):
    """What somebody says of a benchmark, outside of a round."""

    text = _words(_("Comment"))


class NotedForm(VersionedForm):
    """The button of who is mentioned and has nothing to answer."""


class DecisionForm(VersionedForm):
    """Accept the suggested words, or say why not; `passage_version` is that in which the passage was read."""

    passage_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=(("accept", _("Accept: the words go into the draft")), ("reject", _("Reject"))),
        widget=forms.RadioSelect,
    )
    answer = _words(_("Answer"), required=False, help_text=_("Needed for a rejection."))


class ResolveForm(VersionedForm):
    """The button that settles a thread, or opens it again."""


class PositionForm(VersionedForm):
    """Where an agency stands on an objective."""

    stance = forms.ChoiceField(label=_("Position"), choices=Stance.choices, widget=forms.RadioSelect)
    reservation = _words(
        _("What it holds against it"), required=False, help_text=_("Needed to reserve and to oppose.")
    )

    def __init__(self, data: Any, row: PolicyPosition | None) -> None:
        initial = {}
        if row is not None:
            initial = {"stance": stance_of(row), "reservation": row.reservation}
        super().__init__(data, row=row, initial=initial)


class FollowUpForm(VersionedForm):
    """What a consultation led to, as the planner says."""

    response = forms.ChoiceField(
        label=_("What changed"),
        required=False,
        choices=(("", _("not recorded")), *ConsultationResponse.choices),
    )
    follow_up_on = _day(_("Followed up on"), required=False)

    def __init__(self, data: Any, row: Consultation) -> None:
        super().__init__(data, row=row, initial={"response": row.response, "follow_up_on": row.follow_up_on})


class HeardForm(VersionedForm):
    """What a consultation cost, as the internal actor itself says."""

    confirmed = forms.NullBooleanField(label=_("It took place"), required=False)
    hours = forms.FloatField(label=_("Hours it took"), required=False, min_value=0, max_value=10_000)
    persons = forms.IntegerField(label=_("People"), required=False, min_value=0, max_value=100_000)

    def __init__(self, data: Any, row: Consultation) -> None:
        initial = {"confirmed": row.confirmed_by_internal_actor, "hours": row.hours, "persons": row.persons}
        super().__init__(data, row=row, initial=initial)


class PublicCommentForm(WarnsOfPersonalData, forms.Form):
    """A comment of somebody who is not signed in. `website` is a field that people do not see."""

    passage = forms.ChoiceField(label=_("About"))
    author = forms.CharField(label=_("Your name"), required=False, max_length=200)
    text = _words(_("Comment"))
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, passages: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["passage"].choices = list(passages)  # type: ignore[attr-defined]
