"""Building HTML that cannot forget to escape."""

from collections.abc import Iterable
from typing import TypeAlias

from markupsafe import Markup, escape

Child: TypeAlias = "str | Markup | Iterable[str | Markup] | None"
_VOID = frozenset({"input", "img", "hr", "br", "meta", "link"})


def _children(child: Child) -> Markup:
    if child is None:
        return Markup()
    if isinstance(child, str):
        return escape(child)
    return Markup().join(escape(each) for each in child)


def tag(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """An element; every text in it is escaped.

    Args:
        name: the element's name.
        children: texts, markup, or lists of them.
        attributes: ``class_``, ``for_`` and ``aria_label`` become ``class``, ``for`` and
            ``aria-label``; true writes the bare name, false and ``None`` leave it out.
    """
    written = Markup()
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        label = key.strip("_").replace("_", "-")
        written += Markup(" {}").format(label)
        if value is not True:
            written += Markup('="{}"').format(value)
    opening = Markup("<{}{}>").format(Markup(name), written)  # noqa: S704 (names are our own)
    if name in _VOID:
        return opening
    inside = Markup().join(_children(child) for child in children)
    return Markup("{}{}</{}>").format(opening, inside, Markup(name))  # noqa: S704 (as above)
