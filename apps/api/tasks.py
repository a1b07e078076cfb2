import datetime

from django.utils import timezone

from apps.api.writing import keys
from apps.core import jobs


@jobs.daily
def forget_answers(today: datetime.date) -> None:  # noqa: ARG001  what is old is said by the moment
    """Delete the answers to keyed requests that nobody repeats any more. One query."""
    keys.forget(timezone.now() - keys.KEPT_FOR)
