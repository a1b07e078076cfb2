"""Files that people hand in: what they are by their content, refused with a sentence or made harmless.

Nothing is parsed before its size, and the size of what is packed in it, is known. Viruses are looked for only
where the settings name a scanner; the pages say of each file whether one has seen it.
"""

from apps.core.files.checking import EVIDENCE, CheckedFile, FileRefused, check_upload

__all__ = ["EVIDENCE", "CheckedFile", "FileRefused", "check_upload"]
