"""Tables and charts, which no official SDK models yet, and their limits.

Sources differ on how many series a chart takes (6 or 12): the sandbox refuses more than 6, so that
what passes here passes either way.
"""

from slackapp.sandbox.model import JSON
from slackapp.sandbox.validation.shape import (
    ByType,
    Problems,
    Shape,
    anything,
    array,
    boolean,
    number,
    one_of,
    string,
)

_ID = string(255)
_SERIES_MOST = 6
_CONTENT_MOST = 20_000  # characters in all cells of one data_table
_ANY_NUMBER = number(float("-inf"), float("inf"), whole=False)

_RAW_TEXT = Shape(required={"text": string(3000)})
_RAW_NUMBER = Shape(required={"value": _ANY_NUMBER}, optional={"text": string(3000)})
_RICH_TEXT = Shape(required={"elements": array(anything, 1000)}, optional={"block_id": _ID})
_CELL = ByType({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": _RICH_TEXT})
_COLUMN = Shape(
    optional={"align": one_of("left", "center", "right"), "is_wrapped": boolean},
)


def _same_width(block: JSON, at: str, problems: Problems) -> None:
    if len({len(row) for row in block["rows"]}) > 1:
        problems.note("all rows must have the same number of cells", f"{at}/rows")


def _content(value: object) -> int:
    if isinstance(value, dict):
        own = value.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(_content, value.values()))
    return sum(map(_content, value)) if isinstance(value, list) else 0


def _data_table(block: JSON, at: str, problems: Problems) -> None:
    _same_width(block, at, problems)
    if any(cell["type"] == "rich_text" for cell in block["rows"][0]):
        problems.note("header cells cannot contain rich_text", f"{at}/rows/0")
    if _content(block["rows"]) > _CONTENT_MOST:
        problems.note(f"must be less than {_CONTENT_MOST + 1} characters in all", f"{at}/rows")
    if block.get("row_header_column_index", 0) >= len(block["rows"][0]):
        problems.note("must be a column of the table", f"{at}/row_header_column_index")


TABLE = Shape(
    required={"rows": array(array(_CELL, 20), 100)},
    optional={"block_id": _ID, "column_settings": array(_COLUMN, 20)},
    also=_same_width,
)
DATA_TABLE = Shape(
    required={"rows": array(array(_CELL, 20), 201, least=2), "caption": string(2000)},
    optional={
        "block_id": _ID,
        "page_size": number(1, 100),
        "row_header_column_index": number(0, 19),
    },
    also=_data_table,
)


def _axis_chart(chart: JSON, at: str, problems: Problems) -> None:
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        problems.note("series names must be unique", f"{at}/series")
    categories = chart["axis_config"]["categories"]
    if len(set(categories)) != len(categories):
        problems.note("categories must be unique", f"{at}/axis_config/categories")
    for index, series in enumerate(chart["series"]):
        labels = sorted(point["label"] for point in series["data"])
        if labels != sorted(categories):
            problems.note(
                "must have exactly one point for every category", f"{at}/series/{index}/data"
            )


_POINT = Shape(required={"label": string(20), "value": _ANY_NUMBER})
_SEGMENT = Shape(required={"label": string(20), "value": number(1e-12, float("inf"), whole=False)})
_SERIES = Shape(required={"name": string(20), "data": array(_POINT, 20)})
_AXIS = Shape(
    required={"categories": array(string(20), 20)},
    optional={"x_label": string(50), "y_label": string(50)},
)
_AXIS_CHART = Shape(
    required={"series": array(_SERIES, _SERIES_MOST), "axis_config": _AXIS}, also=_axis_chart
)
_PIE = Shape(required={"segments": array(_SEGMENT, _SERIES_MOST)})
CHART = Shape(
    required={
        "title": string(50),
        "chart": ByType(
            {"bar": _AXIS_CHART, "line": _AXIS_CHART, "area": _AXIS_CHART, "pie": _PIE}
        ),
    },
    optional={"block_id": _ID},
)
