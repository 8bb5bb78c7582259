"""A stand-in for Twilio, for development and tests: REST API, media, Content, webhooks, status callbacks, faults on demand.

It refuses to start in production.
"""

from acolwhats.simulator.app import create_app
from acolwhats.simulator.callbacks import CallbackMode
from acolwhats.simulator.clock import Clock
from acolwhats.simulator.config import SimulatorConfig, SimulatorRefused
from acolwhats.simulator.faults import Fault
from acolwhats.simulator.inbound import InboundMedia, InboundMessage
from acolwhats.simulator.models import Message, WebhookAttempt
from acolwhats.simulator.server import SimulatorServer
from acolwhats.simulator.simulator import Simulator

__all__ = [
    "CallbackMode",
    "Clock",
    "Fault",
    "InboundMedia",
    "InboundMessage",
    "Message",
    "Simulator",
    "SimulatorConfig",
    "SimulatorRefused",
    "SimulatorServer",
    "WebhookAttempt",
    "create_app",
]
