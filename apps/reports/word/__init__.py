"""A paper as a Word file."""

from apps.reports.word.look import CELLS, add_table_style
from apps.reports.word.writing import LISTS, Writer, as_word, without_times

__all__ = ["CELLS", "LISTS", "Writer", "add_table_style", "as_word", "without_times"]
