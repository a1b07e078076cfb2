"""Passwords that somebody who knows the mission would try first (ASVS 5.0, 6.2.11)."""

import re
from typing import Any

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext

from apps.missions.models import Mission

PRODUCT = ("nexusplan", "nexus", "plan", "mission", "framework", "benchmark")
SHORTEST = 4
"""Letters of a word that is taken out: a shorter one stands in too many good passwords by chance."""
OWN = 8
"""Letters and digits that must be left once the words of this place are taken out."""


class WordsOfThisPlace(UserAttributeSimilarityValidator):
    """Refuses what is close to the person's name or address, and what hardly has more than the words of this
    place: the product, the person, their agencies and their missions, those they are invited to among them.
    """

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "name"))

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError. At most one query."""
        super().validate(password, user)
        said = re.sub(r"[\W_]", "", password.casefold())
        left = said
        for word in sorted(_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != said and len(left) < OWN:
            raise ValidationError(
                gettext(
                    "Names from here are what is tried first: beside yours, your mission's and nexusplan's, "
                    "use at least %(own)d other letters or digits."
                )
                % {"own": OWN},
                code="password_of_this_place",
            )

    def get_help_text(self) -> str:
        return gettext("More than your name, your address, your mission and nexusplan.")


def _words(user: Any) -> set[str]:
    texts = list(PRODUCT)
    email = getattr(user, "email", "")
    if user is not None:
        texts += [user.name, email]
    if email:
        member = Q(membership__user__email__iexact=email)
        invited = Q(invitation__email__iexact=email, invitation__withdrawn_at__isnull=True)
        for row in Mission.objects.filter(member | invited).values_list(
            "code", "name", "membership__agency__name", "invitation__agency__name"
        ):
            texts += [text for text in row if text]
    found = {word for text in texts for word in re.split(r"[\W_]+", text.casefold())}
    return {word for word in found if len(word) >= SHORTEST}
