"""Chart blocks as plain SVG, each with the same numbers in a table below it."""

import math
from textwrap import wrap

from markupsafe import Markup

from slackapp.sandbox.model import JSON
from slackapp.sandbox.render.html import tag

WIDTH, HEIGHT = 440.0, 190.0
LEFT, TOP = 36.0, 10.0
_LINE = 14.0  # height of one line of a label
_CHARACTER = 6.5  # its usual width


def chart(block: JSON) -> Markup:
    """A figure: the drawing, a legend, and a table for who cannot see it."""
    content = block["chart"]
    if content["type"] == "pie":
        names = [segment["label"] for segment in content["segments"]]
        drawing, numbers = _pie(content["segments"]), _pie_table(content["segments"])
    else:
        names = [series["name"] for series in content["series"]]
        drawing, numbers = _axes(content), _axis_table(content)
    picture = tag(
        "svg",
        drawing,
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
        aria_label=f"{content['type']} chart: {block['title']}",
    )
    axis = content.get("axis_config", {})
    titles = [axis[name] for name in ("y_label", "x_label") if axis.get(name)]
    legend = tag(
        "ul",
        [tag("li", name, class_=f"series-{index}") for index, name in enumerate(names)],
        class_="legend",
    )
    table = tag("details", tag("summary", "The same as a table"), numbers)
    axes = [tag("p", title, class_="axis") for title in titles]
    caption = tag("figcaption", block["title"])
    return tag("figure", caption, axes, picture, legend, table, class_="chart")


def _row(name: str, cells: list[str]) -> Markup:
    return tag("tr", tag("th", name, scope="row"), [tag("td", cell) for cell in cells])


def _pie_table(segments: list[JSON]) -> Markup:
    return tag("table", [_row(s["label"], [f"{s['value']:g}"]) for s in segments])


def _axis_table(content: JSON) -> Markup:
    categories = content["axis_config"]["categories"]
    head = tag("tr", tag("th", ""), [tag("th", c, scope="col") for c in categories])
    rows = [_row(s["name"], [f"{v:g}" for v in _by(categories, s)]) for s in content["series"]]
    return tag("div", tag("table", tag("thead", head), tag("tbody", rows)), class_="scroll")


def _by(categories: list[str], series: JSON) -> list[float]:
    points = {point["label"]: float(point["value"]) for point in series["data"]}
    return [points[category] for category in categories]


def _axes(content: JSON) -> Markup:
    categories: list[str] = content["axis_config"]["categories"]
    rows = [_by(categories, series) for series in content["series"]]
    low = min(0.0, *(v for row in rows for v in row))
    high = max(0.0, *(v for row in rows for v in row)) or 1.0
    step = (WIDTH - LEFT) / len(categories)
    labels = [wrap(category, max(1, int(step / _CHARACTER))) for category in categories]
    plot = HEIGHT - TOP - 12 - _LINE * max(map(len, labels))

    def y_of(value: float) -> float:
        return TOP + plot * (high - value) / (high - low)

    drawn = Markup()
    for share in (0.0, 0.5, 1.0):
        value = low + (high - low) * share
        y = y_of(value)
        drawn += tag("line", x1=LEFT, x2=WIDTH, y1=y, y2=y, class_="grid")
        drawn += tag("text", f"{value:.3g}", x=LEFT - 6, y=y + 4, text_anchor="end")
    for index, lines in enumerate(labels):
        drawn += _label(lines, x=LEFT + step * (index + 0.5), y=TOP + plot + 18)
    for number, row in enumerate(rows):
        if content["type"] == "bar":
            width = step * 0.7 / len(rows)
            for index, value in enumerate(row):
                x = LEFT + step * (index + 0.15) + number * width
                top, tall = min(y_of(value), y_of(0)), abs(y_of(value) - y_of(0))
                size = {"x": f"{x:.1f}", "y": f"{top:.1f}", "width": f"{width * 0.9:.1f}"}
                drawn += tag("rect", **size, height=f"{tall:.1f}", rx=2, class_=f"series-{number}")
        else:
            points = [(LEFT + step * (i + 0.5), y_of(v)) for i, v in enumerate(row)]
            drawn += _line(points, y_of(0), number, filled=content["type"] == "area")
    return drawn


def _label(lines: list[str], *, x: float, y: float) -> Markup:
    """A category below its place, in as many lines as it needs."""
    middle = f"{x:.1f}"
    below = [
        tag("tspan", line, x=middle, dy=_LINE if number else 0) for number, line in enumerate(lines)
    ]
    return tag("text", below, x=middle, y=f"{y:.1f}", text_anchor="middle")


def _line(points: list[tuple[float, float]], base: float, number: int, *, filled: bool) -> Markup:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    drawn = tag("polyline", points=path, class_=f"line series-{number}")
    if filled:
        closed = f"{points[0][0]:.1f},{base:.1f} {path} {points[-1][0]:.1f},{base:.1f}"
        drawn = tag("polygon", points=closed, class_=f"area series-{number}") + drawn
    dots = [
        tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=3.5, class_=f"series-{number}")
        for x, y in points
    ]
    return drawn + Markup().join(dots)


def _pie(segments: list[JSON]) -> Markup:
    total = sum(segment["value"] for segment in segments)
    radius, cx, cy = HEIGHT / 2 - 8, WIDTH / 2, HEIGHT / 2
    if len(segments) == 1:
        return tag("circle", cx=cx, cy=cy, r=radius, class_="series-0")
    drawn, turned = Markup(), -math.pi / 2
    for number, segment in enumerate(segments):
        angle = 2 * math.pi * segment["value"] / total
        x1, y1 = cx + radius * math.cos(turned), cy + radius * math.sin(turned)
        turned += angle
        x2, y2 = cx + radius * math.cos(turned), cy + radius * math.sin(turned)
        arc = f"A{radius:.1f} {radius:.1f} 0 {int(angle > math.pi)} 1 {x2:.1f} {y2:.1f}"
        path = f"M{cx:.1f} {cy:.1f} L{x1:.1f} {y1:.1f} {arc} Z"
        drawn += tag("path", d=path, class_=f"series-{number}")
    return drawn
