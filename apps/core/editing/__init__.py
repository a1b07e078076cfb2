"""The one way in which a form changes a row that others may change at the same time.

A form (`forms`) carries the version and the values it was filled from. Where the row has moved on, it
becomes a form of the merged row and says what each side did (`conflicts`); a view (`views`) shows it again,
and the next save is held against the newest version like the first.
"""
