"""The page about the format: its table of fields is the schema's, its codes are those of the program.

After a change of the schema:  .venv/bin/python -m tests.exchange.bundle.test_docs
"""

import re
from pathlib import Path

from apps.exchange.bundle import Code, check, read
from apps.exchange.bundle.collections import COLLECTIONS, HEAD, MISSION, Field, Kind

PAGE = Path(__file__).parents[3] / "docs" / "bundle-format.md"
BEGIN, END = "<!-- fields: begin (written by tests/exchange/bundle/test_docs.py) -->", "<!-- fields: end -->"

HOLDS = {
    Kind.KEY: "key",
    Kind.UUID: "UUID",
    Kind.TEXT: "text",
    Kind.INTEGER: "whole number",
    Kind.NUMBER: "number",
    Kind.FLAG: "true or false",
    Kind.MONEY: "amount",
    Kind.RATE: "exchange rate",
    Kind.DATE: "date",
    Kind.MOMENT: "date and time",
    Kind.VALUE: "value of the indicator",
    Kind.JSON: "JSON, kept as it is",
}


def holds(field: Field) -> str:
    choices = ", ".join(f"`{choice}`" for choice in field.choices)
    order = " in order" if field.ordered else ""
    if field.kind is Kind.REFERENCE:
        return f"→ `{field.target}`"
    if field.kind is Kind.REFERENCES:
        return f"list{order} of → `{field.target}`"
    if field.kind is Kind.ITEM:
        return f"key in `{field.target}` of `{field.beside}`"
    if field.kind is Kind.CHOICE:
        return f"one of {choices}"
    if field.kind is Kind.LIST and field.item is not None:
        return f"list{order} of {choices or HOLDS.get(field.item, '')}"
    if field.fields:
        inner = "; ".join(f"{named(one)} {holds(one)}" for one in field.fields)
        start = "list of objects" if field.kind is Kind.ROWS else "object"
        return f"{start}{' or texts' if field.or_text else ''}: {inner}"
    return HOLDS[field.kind]


def named(field: Field) -> str:
    return f"**`{field.name}`**" if field.required else f"`{field.name}`"


def table() -> str:
    """The reference of all fields in Markdown."""
    tables = [("The document", HEAD), ("`mission`", MISSION)]
    tables += [(f"`{one.name}`", one.fields) for one in COLLECTIONS]
    lines = []
    for title, fields in tables:
        shown = [field for field in fields if field.name not in {"key", "uuid"}]
        lines += [f"### {title}", "", "| field | holds |", "|---|---|"]
        lines += [f"| {named(field)} | {holds(field)} |" for field in shown] + [""]
    return "\n".join(lines)


def page_with_table(page: str) -> str:
    before, rest = page.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{table()}\n{END}{after}"


def test_the_table_of_fields_is_the_schema() -> None:
    page = PAGE.read_text("utf-8")
    assert page == page_with_table(page)


def test_every_code_is_explained() -> None:
    page = PAGE.read_text("utf-8")
    assert re.findall(
        r"^\| `([a-z0-9_]+)` \|", page.split("## Codes")[1].split("\n## ")[0], re.MULTILINE
    ) == [code.value for code in Code]


def test_the_example_has_no_fault() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert check(read(example.encode())) == []


if __name__ == "__main__":
    PAGE.write_text(page_with_table(PAGE.read_text("utf-8")), "utf-8")
