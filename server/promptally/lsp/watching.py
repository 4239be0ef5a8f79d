"""Which files the client watches for us: the settings, and what open documents name.

Patterns name files, not paths: a client may not watch outside its folders, and some
take no other pattern.
"""

import re

from lsprotocol import types as lsp

from promptally.lsp import attachments, settings_files
from promptally.lsp.configurations import SECTION
from promptally.lsp.language_server import Server

_REFERENCED = "promptally.referenced"


def registrations(ls: Server) -> list[lsp.Registration]:
    """What is registered once, right after the start, as far as the client takes it."""
    found: list[lsp.Registration] = []
    if ls.client.registers_configuration:
        found.append(
            lsp.Registration(
                id="promptally.configuration",
                method=lsp.WORKSPACE_DID_CHANGE_CONFIGURATION,
                register_options={"section": SECTION},
            )
        )
    if ls.client.registers_watchers:
        found.append(_watchers("promptally.settings", settings_files.NAMES))
    return found


def watch(ls: Server) -> None:
    """Watch what the open documents refer to now, where that has changed."""
    names = frozenset(
        name
        for view in ls.session.views
        for name in attachments.names_of(view.attachments)
    )
    if names == ls.watched or not ls.client.registers_watchers:
        return
    if ls.watched:
        gone = lsp.Unregistration(
            id=_REFERENCED, method=lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
        )
        params = lsp.UnregistrationParams(unregisterations=[gone])
        ls.protocol.send_and_forget(lsp.CLIENT_UNREGISTER_CAPABILITY, params)
    if names:
        register(ls, [_watchers(_REFERENCED, names)])
    ls.watched = names


def register(ls: Server, wanted: list[lsp.Registration]) -> None:
    """Register, whatever the client answers."""
    params = lsp.RegistrationParams(registrations=wanted)
    ls.protocol.send_and_forget(lsp.CLIENT_REGISTER_CAPABILITY, params)


def _watchers(identifier: str, names: frozenset[str]) -> lsp.Registration:
    watchers = [lsp.FileSystemWatcher(f"**/{_literal(name)}") for name in sorted(names)]
    return lsp.Registration(
        id=identifier,
        method=lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        register_options=lsp.DidChangeWatchedFilesRegistrationOptions(watchers),
    )


def _literal(name: str) -> str:
    """A glob for the file name; what a glob would read otherwise matches anything."""
    return re.sub(r"[*?{}\[\]]", "?", name)
