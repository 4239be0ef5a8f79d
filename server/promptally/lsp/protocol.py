"""pygls's protocol with another way in and another way out.

From pygls come the registry of handlers, their execution and cancellation, and the
requests to the client. Replaced are: the life cycle, its own copies of documents (they
split lines at other places than the LSP), the logging of messages, the texts of errors,
and the answers to what cannot be understood. Each request gets exactly one answer.
"""

import itertools
import json
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, cast

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

from promptally.lsp import faults, messages
from promptally.lsp.lifecycle import Phase, is_heard, refusal
from promptally.lsp.messages import Code, Id, Message
from promptally.lsp.stdio import Output


class Unanswerable(Exception):  # noqa: N818 - the client's fault
    """A request that asks for what is not there; its words go to the client."""


class Protocol(LanguageServerProtocol):
    """Takes decoded messages, gives each its handler, and sends what comes of it."""

    phase = Phase.RUNNING
    on_exit: Callable[[int], object]
    n_taken = 0
    """How often messages have come."""
    _numbers = itertools.count()

    def _register_builtin_features(self) -> None:
        """Register none: `methods.py` is the whole table."""

    def take(self, batch: list[Message]) -> None:
        """Handle messages in order, leaving out requests that are cancelled already."""
        self.n_taken += 1
        cancelled = {_cancelled_by(message) for message in batch}
        for message in batch:
            if messages.is_request(message) and message["id"] in cancelled:
                self._refuse(message["id"], Code.CANCELLED, "cancelled")
            else:
                self._take(message)

    def send_and_forget(self, method: str, params: Any = None) -> None:
        """Send a request whose answer says nothing; nothing is kept of it."""
        number = f"forgotten-{next(self._numbers)}"
        self.send_request(method, params, msg_id=number)
        self._request_futures.pop(number, None)
        self._result_types.pop(number, None)

    def plain(self, value: object) -> Any:
        """A value of the protocol's types as JSON has it."""
        return self._converter.unstructure(value)

    def _take(self, message: Message) -> None:
        if refused := refusal(self.phase, message):
            self._send_data(refused)
        elif "method" not in message:
            self._settle(message)
        elif messages.is_request(message):
            self._request(message)
        elif is_heard(self.phase, message):
            self._notification(message)

    def _request(self, message: Message) -> None:
        to, method = message["id"], message["method"]
        if method == lsp.SHUTDOWN:
            self._shut_down(to)
        elif (handler := self.fm.features.get(method)) is None:
            self._refuse(to, Code.METHOD_NOT_FOUND, "no such method")
        elif (typed := self._structured(message)) is None:
            self._refuse(to, Code.INVALID_PARAMS, "parameters of another shape")
        else:
            answer = partial(self._send_handler_result, msg_id=to)
            self._execute_handler(to, handler, answer, (typed.params,))

    def _notification(self, message: Message) -> None:
        method = message["method"]
        if method == lsp.EXIT:
            self.on_exit(0 if self.phase is Phase.SHUT else 1)
        elif method == lsp.CANCEL_REQUEST:
            self._cancel(_cancelled_by(message))
        elif (handler := self.fm.features.get(method)) and (
            typed := self._structured(message)
        ):
            key = f"notification-{next(self._numbers)}"
            done = partial(self._check_handler_result, key=key)
            self._execute_handler(key, handler, done, (typed.params,))

    def _structured(self, message: Message) -> Any:
        """The message as the protocol's type, `None` if it does not fit."""
        kind = self.get_message_type(message["method"])
        try:
            return self._converter.structure(message, kind) if kind else None
        except Exception as error:  # noqa: BLE001 - cattrs raises whatever a field does
            faults.report(error, f"reading {message['method']}")
            return None

    def _settle(self, message: Message) -> None:
        """Give the client's answer to whoever waits for it, as plain JSON."""
        future = self._request_futures.pop(message["id"], None)
        self._result_types.pop(message["id"], None)
        if future is None or future.done():
            return
        if "error" in message:
            future.set_exception(JsonRpcException("refused by the client"))
        else:
            future.set_result(message.get("result"))

    def _cancel(self, request: Id) -> None:
        future = self._request_futures.get(cast("int | str", request))
        if future is not None:
            future.cancel()

    def _shut_down(self, to: Id) -> None:
        self.phase = Phase.SHUT
        for future in list(self._request_futures.values()):
            future.cancel()
        self._send_data(messages.response(to, None))

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        self._request_futures.pop(msg_id, None)
        if future.cancelled():
            self._refuse(msg_id, Code.CANCELLED, "cancelled")
        elif isinstance(error := future.exception(), Unanswerable):
            self._refuse(msg_id, Code.INVALID_PARAMS, str(error))
        elif error is not None:
            faults.report(error, "a request")
            self._refuse(msg_id, Code.INTERNAL_ERROR, type(error).__name__)
        else:
            self._send_data(messages.response(msg_id, future.result()))

    def _check_handler_result(self, future: Future[Any], *, key: str = "") -> None:
        # pygls keeps the future of every notification for ever.
        self._request_futures.pop(key, None)
        if not future.cancelled() and (error := future.exception()) is not None:
            faults.report(error, "a notification")

    def _refuse(self, to: Id, code: Code, why: str) -> None:
        self._send_data(messages.error(to, code, why))

    def _send_data(self, data: Any) -> None:
        """Write one message; pygls would log it first."""
        try:
            body = json.dumps(
                data, default=self._serialize_message, separators=(",", ":")
            )
        except Exception as error:  # noqa: BLE001 - the request still needs its answer
            faults.report(error, "writing a message")
            if not isinstance(data, dict):
                return
            said = messages.error(data.get("id"), Code.INTERNAL_ERROR, "not writable")
            body = json.dumps(said)
        cast("Output", self.writer).write(messages.frame(body))


def _cancelled_by(message: Message) -> Id:
    """The request that the message cancels, if it is such a message."""
    params = message.get("params")
    if message.get("method") != lsp.CANCEL_REQUEST or not isinstance(params, dict):
        return None
    request = params.get("id")
    return request if isinstance(request, int | str) else None
