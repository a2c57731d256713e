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
    settings = block.get("column_settings", [])

    def classed(name: str, cells: list[JSON]) -> Markup:
        drawn = []
        for column, cell in enumerate(cells):
            align = (settings[column] or {}).get("align") if column < len(settings) else None
            numeric = "right" if cell["type"] == "raw_number" else "left"
            drawn.append(tag(name, cell_of(eye, cell), class_=f"align-{align or numeric}"))
        return tag("tr", drawn)

    head, *rows = block["rows"]
    drawn = tag(
        "table",
        tag("thead", classed("th", head)),
        tag("tbody", [classed("td", row) for row in rows]),
    )
    return tag("div", drawn, class_="scroll", tabindex="0", role="group", aria_label="Table")


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
