"""`/documents/{name}`: what anybody may read before their team is asked, without signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.errors import UnknownPage
from slackapp.ui.documents import DOCUMENTS, document
from slackapp.web.responses import PUBLIC, page_response, refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def serve(request: Request) -> Response:
    """Serve a document; any other name is not found. Runs in a thread."""
    name = request.path_params["name"]
    if name not in DOCUMENTS:
        return refusal(UnknownPage())
    return page_response(document(name), headers=PUBLIC)
