"""Table and data table blocks as HTML tables."""

from markupsafe import Markup, escape

from slackapp.sandbox.model import JSON
from slackapp.sandbox.render.eye import Eye
from slackapp.sandbox.render.html import tag
from slackapp.sandbox.render.mrkdwn import plain_text
from slackapp.sandbox.render.rich_text import rich_text


def cell_of(eye: Eye, cell: JSON) -> Markup:
    """The contents of a cell."""
    if cell["type"] == "rich_text":
        return rich_text(eye, cell)
    if cell["type"] == "raw_number":
        return escape(cell.get("text") or f"{cell['value']:g}")
    return plain_text(cell["text"])


def table(eye: Eye, block: JSON) -> Markup:
    """A table; its first row is the head."""
    head, *rows = block["rows"]
    sides = _sides(block)

    def drawn(name: str, cells: list[JSON]) -> Markup:
        pairs = zip(cells, sides, strict=True)
        return tag(
            "tr", [tag(name, cell_of(eye, cell), class_=f"align-{side}") for cell, side in pairs]
        )

    whole = tag(
        "table",
        tag("thead", drawn("th", head)),
        tag("tbody", [drawn("td", row) for row in rows]),
    )
    return tag("div", whole, class_="scroll", tabindex="0", role="group", aria_label="Table")


def _sides(block: JSON) -> list[str]:
    """The side each column is aligned to: as it was set, else numbers right and words left."""
    settings = block.get("column_settings", [])
    asked = [(setting or {}).get("align") for setting in settings]
    asked += [None] * len(block["rows"][-1])
    return [side or _side(cell) for side, cell in zip(asked, block["rows"][-1], strict=False)]


def data_table(eye: Eye, block: JSON) -> Markup:
    """A data table with its caption; all pages at once, since nothing here is paged."""
    header_column = block.get("row_header_column_index", 0)
    head, *rows = block["rows"]
    body = [
        tag(
            "tr",
            [
                tag("th", cell_of(eye, cell), scope="row")
                if column == header_column
                else tag("td", cell_of(eye, cell), class_=f"align-{_side(cell)}")
                for column, cell in enumerate(row)
            ],
        )
        for row in rows
    ]
    drawn = tag(
        "table",
        tag("caption", block["caption"]),
        tag("thead", tag("tr", [tag("th", cell_of(eye, cell), scope="col") for cell in head])),
        tag("tbody", body),
    )
    label = block["caption"]
    return tag("div", drawn, class_="scroll", tabindex="0", role="group", aria_label=label)


def _side(cell: JSON) -> str:
    return "right" if cell["type"] == "raw_number" else "left"
