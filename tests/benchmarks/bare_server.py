"""A pygls server that can do nothing: what every server in Python pays at its start."""

from pygls.lsp.server import LanguageServer

LanguageServer("bare", "0").start_io()
