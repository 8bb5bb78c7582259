"""The WhatsApp bridge: Twilio's webhooks in, Twilio's REST API out, Rasa between.

channel        TwilioWhatsApp, the Rasa channel: the routes that Twilio calls
bridge         puts the pieces together and starts and stops them

signature      is this request Twilio's?
inbound        what a phone sent
identity       who sent it: addresses and pseudonyms
inbox          recorded before it is acknowledged, once
turns          one at a time per citizen, through Rasa; understanding: text, or a choice that was offered
limits         fair use
media/         what was attached: fetched, cleaned, kept under a handle

output         what the bot says in a turn; buttons: lists to choose from; splitting: long texts
outbox         recorded before it is sent
sender         sent in order, once; client: Twilio; retry, errors, pace, status: when again, and how far it came
upkeep         cleaning up at Twilio, lost statuses, forgetting in time

workers, leases   one worker a citizen, over several processes
sealing           what rests in the database is sealed
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    # credentials.yml names `acolwhats.whatsapp.TwilioWhatsApp`; who needs no channel need not import Rasa.
    if name == "TwilioWhatsApp":
        from acolwhats.whatsapp.channel import TwilioWhatsApp

        return TwilioWhatsApp
    raise AttributeError(name)
