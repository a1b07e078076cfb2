"""The door through which a version is adopted: below stand the act itself and the assessment kept with it."""

import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from apps.benchmarks.drafting import adopting
from apps.benchmarks.drafting.adopting import Adoption
from apps.coherence.enums import Occasion
from apps.coherence.references.services import request_keep
from apps.frameworks.models import FrameworkVersion


def adopt(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    act: Adoption,
    shown: str | None = None,
    at: datetime.datetime | None = None,
) -> FrameworkVersion:
    """Adopt a version and ask, in the same transaction, for the assessment of its day to be kept.

    Raises what `adopting.adopt` raises, with nothing stored. Queries: those of it and of a request.
    """
    with transaction.atomic():
        adopted = adopting.adopt(by=by, version=version, act=act, shown=shown, at=at)
        request_keep(
            by=by,
            mission=adopted.mission,
            as_of=act.adopted_on,
            occasion=Occasion.ADOPTION,
            note=_("Adoption of version %(number)s") % {"number": adopted.number},
        )
    return adopted
