"""From settings and environment to a service: one way for the editor and the command.

What says where to send stands in the user's own settings and environment alone; the
settings that come here have no other's word in these fields.
"""

import os

from promptally.remote import folders
from promptally.remote.api import INTERACTIVE, Api
from promptally.remote.cache import Cache
from promptally.remote.endpoint import Endpoint, of
from promptally.remote.lessons import Lessons
from promptally.remote.pace_store import PaceStore
from promptally.remote.service import Service
from promptally.settings import Settings


def service(settings: Settings, *, deadline: float = INTERACTIVE) -> Service:
    """A service for the user's endpoint; it waits for the disk, not for the network.

    `deadline` is in seconds. To be called off the event loop and used on it.
    """
    endpoint = of(settings, os.environ)
    return Service(
        Api(endpoint, deadline=deadline),
        Cache(folders.cache(settings)),
        PaceStore(folders.state(), endpoint),
    )


def lessons(settings: Settings, endpoint: Endpoint | None = None) -> Lessons:
    """What exact counts of the user's endpoint have taught."""
    host = (endpoint or of(settings, os.environ)).host
    return Lessons(folders.cache(settings), host)
