"""Why the API gave no count: one small tree, without any payload, header or key.

    CountError
    ├── Unauthorized    the key is missing, wrong, or may not do this
    ├── RateLimited     too many requests; carries what the host asked for
    ├── Rejected        the request itself is at fault
    ├── Unavailable     no connection, no answer in time, or the host is in trouble
    └── NotTheApi       somebody answered, and it was not the API

`str(error)` is one sentence for a person.
"""


class CountError(Exception):
    """No count was given."""


class Unauthorized(CountError):
    """The key is missing, wrong, out of credit, or not allowed to count."""


class RateLimited(CountError):
    """The host wants a pause: `retry_after` seconds, if it said so."""

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Rejected(CountError):
    """The API does not take this request; asking again would change nothing.

    `kind` is the API's error type. `place` is the field that it complains about, such
    as `messages.3.content`, or the empty text.
    """

    def __init__(self, sentence: str, kind: str, place: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind
        self.place = place


class Unavailable(CountError):
    """The host cannot be reached, is too slow, or says that it is in trouble."""


class NotTheApi(CountError):
    """What answered is not the API: a portal, a proxy, a redirect, a broken gateway."""
