"""The Rasa channel: the routes that Twilio calls. Verify, record, acknowledge; everything else comes after."""

from __future__ import annotations

import logging
import time
from typing import Any, Awaitable, Callable, Dict, Mapping, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from acolwhats.settings import Settings, SettingsError, exit_with, get_settings
from acolwhats.whatsapp import texts
from acolwhats.whatsapp.bridge import Bridge
from acolwhats.whatsapp.config import BridgeSettings, bridge_settings
from acolwhats.whatsapp.desk import check_guides
from acolwhats.whatsapp.inbound import parse_inbound
from acolwhats.whatsapp.logs import keep_citizens_out_of_logs
from acolwhats.whatsapp.signature import Params, is_signed, parse_form

logger = logging.getLogger(__name__)

_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_MAX_BODY = 256 * 1024
_PREFIX = "/webhooks/whatsapp/"
# Anybody can make requests that are refused: one line tells of all in this time.
_REFUSAL_SECONDS = 60.0


def twiml(message: Optional[str] = None) -> HTTPResponse:
    """What Twilio is answered: nothing to do, or one message to be sent."""
    body = _EMPTY_TWIML
    if message:
        body = f"{_EMPTY_TWIML[:-2]}><Message>{message}</Message></Response>"
    return response.text(body, content_type="text/xml; charset=utf-8")


class TwilioWhatsApp(InputChannel):
    """WhatsApp through Twilio. Its settings come from the environment (acolwhats/whatsapp/config.py)."""

    def __init__(self, settings: BridgeSettings, app_settings: Settings) -> None:
        """Nothing runs until the server starts."""
        self._settings = settings
        self._app_settings = app_settings
        self._bridge: Optional[Bridge] = None
        self._refusal_told = -_REFUSAL_SECONDS

    @classmethod
    def name(cls) -> str:
        """Name of the channel, and of its routes."""
        return "whatsapp"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """The channel; a missing or contradictory setting ends the process with one line."""
        try:
            app_settings = get_settings()
            check_guides()
            return cls(bridge_settings(app_settings), app_settings)
        except SettingsError as error:
            exit_with(str(error))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes: health, webhook, fallback and status."""
        routes = Blueprint("whatsapp", __name__)
        self._run_with_the_server(routes, on_new_message)

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            params = self._verified(request)
            return _forbidden() if params is None else await self._receive(request, params)

        @routes.post("/fallback")
        async def fallback(request: Request) -> HTTPResponse:
            params = self._verified(request)
            if params is None:
                return _forbidden()
            answer = await self._receive(request, params)
            # Twilio calls here when the webhook failed, and will not call again: the citizen is told.
            return twiml(texts.NOT_RECEIVED) if answer.status == 503 else answer

        @routes.post("/status")
        async def status(request: Request) -> HTTPResponse:
            params = self._verified(request)
            return _forbidden() if params is None else await self._note_status(request, params)

        return routes

    # -- the server --------------------------------------------------------------------------------

    def _run_with_the_server(
        self, routes: Blueprint, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> None:
        @routes.listener("before_server_start")
        async def close_other_doors(app: Sanic, _: Any) -> None:
            keep_citizens_out_of_logs()
            # Nothing larger is read, not even to be refused.
            app.config.REQUEST_MAX_SIZE = _MAX_BODY
            if self._settings.production:
                app.register_middleware(_only_the_bridge, "request")

        @routes.listener("after_server_start")
        async def start(app: Sanic, _: Any) -> None:
            async def parse(text: str) -> Optional[dict[str, Any]]:
                agent = getattr(app.ctx, "agent", None)
                if agent is None or not agent.is_ready():
                    return None
                parsed: dict[str, Any] = await agent.parse_message(text)
                return parsed

            self._bridge = Bridge(self._settings, self._app_settings, on_new_message, parse)
            await self._bridge.start()

        @routes.listener("before_server_stop")
        async def stop(_: Sanic, __: Any) -> None:
            bridge, self._bridge = self._bridge, None
            if bridge is not None:
                await bridge.stop()

    # -- requests ----------------------------------------------------------------------------------

    def _verified(self, request: Request) -> Optional[Params]:
        """The parameters of a request that Twilio signed for this account; None otherwise."""
        params = self._signed_params(request)
        if params is not None:
            account = _first_of_each(params).get("AccountSid", self._settings.account_sid)
            if account == self._settings.account_sid:
                return params
        now = time.monotonic()
        if now > self._refusal_told + _REFUSAL_SECONDS:
            self._refusal_told = now
            logger.warning(
                "whatsapp: a request was refused, Twilio did not sign it; if it was Twilio's, PUBLIC_URL "
                "(%s) or TWILIO_AUTH_TOKEN is wrong",
                self._settings.public_url,
            )
        return None

    def _signed_params(self, request: Request) -> Optional[Params]:
        target = request.raw_url.decode("ascii", "replace")
        params = parse_form(request.body)
        if params is None or not target.startswith("/"):
            return None
        url = self._settings.public_url + target
        signature = request.headers.get("X-Twilio-Signature")
        return params if is_signed(signature, url, params, self._settings.auth_tokens) else None

    async def _receive(self, request: Request, params: Params) -> HTTPResponse:
        message = parse_inbound(_first_of_each(params))
        if message is None:
            logger.warning("whatsapp: Twilio sent a webhook that is no message; ignored")
            return twiml()
        if self._bridge is None:
            return _try_again()
        token = request.headers.get("I-Twilio-Idempotency-Token")
        try:
            await self._bridge.receive(message, token)
        except Exception:  # whatever it was: it is not recorded, and Twilio must know
            return _try_again()
        return twiml()

    async def _note_status(self, request: Request, params: Params) -> HTTPResponse:
        values = _first_of_each(params)
        sid = values.get("MessageSid") or values.get("SmsSid", "")
        status = (values.get("MessageStatus") or values.get("SmsStatus", "")).lower()
        code = values.get("ErrorCode", "")
        if self._bridge is None:
            return _try_again()
        if sid and status:
            number = int(code) if code.isascii() and code.isdigit() and len(code) < 10 else None
            try:
                await self._bridge.status(request.args.get("part"), sid, status, number)
            except Exception:
                return _try_again()
        return response.empty(204)


def _first_of_each(params: Params) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for name, value in params:
        values.setdefault(name, value)
    return values


def _forbidden() -> HTTPResponse:
    return response.text("Forbidden", status=403)


def _try_again() -> HTTPResponse:
    return response.text("Try again", status=503, headers={"Retry-After": "5"})


async def _only_the_bridge(request: Request) -> Optional[HTTPResponse]:
    """In production nothing else of Rasa answers: no other channel, no HTTP API, whatever the command line says."""
    if not request.path.startswith(_PREFIX):
        return response.text("Not found", status=404)
    return None
