"""The simulator inside the web process, for development: `/simulador`."""

from __future__ import annotations

from fastapi import FastAPI

from acolwhats.settings import Settings
from acolwhats.simulator.app import create_app
from acolwhats.simulator.config import SimulatorConfig
from acolwhats.simulator.simulator import Simulator
from acolwhats.whatsapp.config import SIMULATED_CONTENT_SIDS, bridge_settings
from acolwhats.whatsapp.templates import definition

PATH = "/simulador"


def simulator_from(settings: Settings) -> Simulator:
    """A simulator of the account that the bridge uses, its templates included.

    Raises:
        SettingsError: a setting is missing or wrong.
    """
    bridge = bridge_settings(settings)
    webhooks = f"{bridge.public_url}/webhooks/whatsapp"
    config = SimulatorConfig(
        account_sid=bridge.account_sid,
        auth_token=bridge.auth_tokens[0],
        whatsapp_from=bridge.sender,
        webhook_url=f"{webhooks}/webhook",
        fallback_url=f"{webhooks}/fallback",
        base_url=bridge.api_base_url,
    )
    simulator = Simulator(config)
    for name, sid in SIMULATED_CONTENT_SIDS.items():
        content = definition(name)
        simulator.add_content(
            content["friendly_name"],
            content["types"],
            language=content["language"],
            sid=sid,
            approved=name == "reopen",
        )
    return simulator


def mount_simulator(app: FastAPI, settings: Settings) -> None:
    """Serve the simulator, when the bridge uses it and not Twilio itself.

    Raises:
        SettingsError: a setting is missing or wrong.
    """
    bridge = bridge_settings(settings)
    if bridge.simulated and bridge.sender.startswith("whatsapp:"):
        app.mount(PATH, create_app(simulator_from(settings)))
