"""Which further files are prompts, for clients that choose what they tell the server.

A client that tells of every Markdown file needs none of this. VS Code's extension
chooses by patterns, and cannot know what stands in a workspace's settings.
"""

from collections.abc import Mapping

from promptally.lsp.language_server import Server
from promptally.lsp.places import path_of

METHOD = "promptally/prompts"
"""Sent at the start and after each change of the settings, if the client's
`initializationOptions` have `prompts: true`: `globs`, as in `.gitignore`."""


def tell(ls: Server) -> None:
    """Send the globs of all folders' settings, and of those of open documents."""
    options = ls.client.options
    if not isinstance(options, Mapping) or options.get("prompts") is not True:
        return
    folders = [path_of(uri) / "any" for uri in ls.configurations.folders]
    held = [ls.configurations.of(path) for path in folders]
    held += [view.held for view in ls.session.views]
    globs = dict.fromkeys(glob for each in held for glob in each.settings.prompts)
    ls.protocol.notify(METHOD, {"globs": list(globs)})
