"""Fields that the forms of several apps share."""

from typing import Any

from django import forms

GREATEST_INTEGER = 2_147_483_647
"""That a column of whole numbers holds."""


def row_version_field(**more: Any) -> forms.IntegerField:
    """The hidden version of the row that a form was filled from; one that no row can have is a form error."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=GREATEST_INTEGER, **more)
