"""Whatever a phone sends reaches the assistant as it was meant, once, and is answered."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from acolwhats.simulator import InboundMedia
from tests.integration.whatsapp.conftest import until

TEXTS = {
    "accents": "¡Hola! ¿Dónde está el señor Núñez? ñandú, pingüino",
    "opening marks only": "¿¡",
    "emoji": "se inundó 😭🌊 ayuda",
    "family emoji": "somos 👨‍👩‍👧‍👦 en la casa",
    "flag and keycap": "🇲🇽 5️⃣",
    "plus, ampersand, equals, percent": "1+1=2 & 100% seguro; a=b&c=d",
    "hash and slash": "#1 /restart? no: 1/2",
    "quotes and braces": "dijo \"no\" {'a': 1} <b>x</b>",
    "line breaks": "primera línea\nsegunda línea\n\ncuarta",
    "carriage returns": "uno\r\ndos\r\ntres",
    "tab": "uno\tdos",
    "right to left": "مرحبا بكم",
    "zero width": "ho\u200bla\u200d mundo\ufeff.",
    "combining accents": "cafe\u0301 con nin\u0303o",
    "full width": "ｈｏｌａ ／ａｙｕｄａ",
    "mathematical letters": "𝓱𝓸𝓵𝓪",
    "nahuatl": "Acōlmān, in cuauhtli",
    "one letter": "a",
    "one emoji": "👍",
    "a number": "3",
    "only punctuation": "???",
    "4,096 characters": "ñ" * 4096,
    "a very long word": "x" * 2000,
    "html entity": "&iexcl;hola&#33;",
    "url": "https://ejemplo.mx/?a=1&b=ñ#fin",
    "sql": "'; DROP TABLE inbox; --",
    "printf": "%s %d {0} ${HOME}",
    "null character": "a\x00b",
    "control characters": "a\x01\x1fb",
    "unpaired accent": "\u0301hola",
    "backslashes": "c:\\temp\\n",
    "shouting": "NO HAY AGUA EN LA COLONIA!!!",
    "dictated": "oye este quería preguntarte lo de la basura que no ha pasado",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_arrives_exactly_as_it_was_written(world, citizen, text):
    attempts = world.says(citizen, text)
    assert [attempt.status for attempt in attempts] == [200]
    assert until(lambda: world.heard(citizen))
    assert [message.text for message in world.heard(citizen)] == [text.strip()]
    assert until(lambda: world.outbound(citizen))


COMMANDS = [
    "/restart",
    "/session_start",
    "/back",
    "/stop",
    '/saludo{"a": 1}',
    "/borrar_mis_datos",
    "/afirmar",
    " /restart",
    "\u200b/restart",
    "／restart",
    "/restart\n",
    "/ restart",
    "//restart",
]


@pytest.mark.parametrize("text", COMMANDS, ids=range(len(COMMANDS)))
def test_a_command_is_a_text_like_any_other(world, citizen, text):
    world.says(citizen, text)
    assert until(lambda: world.heard(citizen))
    message = world.heard(citizen)[0]
    assert message.text == text.strip()
    assert "intent" not in (message.parse_data or {})


@pytest.mark.parametrize(
    "payload",
    [
        "/restart",
        '/afirmar{"x":1}',
        "si",
        "abc.1",
        ".1",
        "0123456789abcdef.1",
        "/session_start",
        "1",
    ],
)
@pytest.mark.parametrize("kind", ["button", "list"])
def test_a_payload_that_was_never_offered_is_only_its_title(world, citizen, payload, kind):
    values = (
        {"button_text": "Sí, bórralo", "button_payload": payload}
        if kind == "button"
        else {"list_title": "Sí, bórralo", "list_id": payload}
    )
    world.says(citizen, **values)
    assert until(lambda: world.heard(citizen))
    message = world.heard(citizen)[0]
    assert message.text == "Sí, bórralo"
    assert "intent" not in (message.parse_data or {})


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, kind)
    return file.getvalue()


JPEG = InboundMedia("image/jpeg", picture())
PNG = InboundMedia("image/png", picture("PNG"))
VCARD = InboundMedia("text/vcard", b"BEGIN:VCARD\nFN:Nadie\nEND:VCARD")
OGG = InboundMedia("audio/ogg", b"OggS" + bytes(100))
WEBP = InboundMedia("image/webp", picture("WEBP"))

# what is sent -> (kind that the dialogue is told, how many attachments reach it)
THINGS: dict[str, tuple[dict[str, Any], str, int]] = {
    "a photo": ({"media": [JPEG]}, "image", 1),
    "a photo with a caption": ({"media": [JPEG], "body": "hay un bache"}, "image", 1),
    "two photos": ({"media": [JPEG, PNG]}, "image", 2),
    "three photos with a caption": ({"media": [JPEG, PNG, JPEG], "body": "miren"}, "image", 3),
    "a forwarded photo": ({"media": [JPEG], "forwarded": True}, "image", 1),
    "a photo in answer to a message": (
        {"media": [JPEG], "replied_sid": "SM" + "0" * 32},
        "image",
        1,
    ),
    "a png": ({"media": [PNG]}, "image", 1),
    "a photo that is none": (
        {"media": [InboundMedia("image/jpeg", b"<html>no</html>")]},
        "image",
        0,
    ),
    "an empty photo": ({"media": [InboundMedia("image/jpeg", b"")]}, "image", 0),
    "a cut photo": ({"media": [InboundMedia("image/jpeg", picture()[:80])]}, "image", 0),
    "a voice note": ({"media": [OGG]}, "audio", 0),
    "a voice note with a caption": ({"media": [OGG], "body": "escuchen"}, "audio", 0),
    "an mp3": ({"media": [InboundMedia("audio/mpeg", b"ID3" + bytes(50))]}, "audio", 0),
    "a sticker": ({"media": [WEBP]}, "sticker", 0),
    "a contact": ({"media": [VCARD]}, "contact", 0),
    "a video that is none": ({"media": [InboundMedia("video/mp4", b"nada")]}, "video", 0),
    "a spreadsheet": (
        {"media": [InboundMedia("application/vnd.ms-excel", b"PK\x03\x04")]},
        "document",
        0,
    ),
    "a pdf that is none": (
        {"media": [InboundMedia("application/pdf", b"%PDF-1.4 no")]},
        "document",
        0,
    ),
    "an svg": ({"media": [InboundMedia("image/svg+xml", b"<svg onload='x'/>")]}, "image", 0),
    "an unknown type": ({"media": [InboundMedia("application/x-nada", b"123")]}, "document", 0),
    "media without a type": ({"media": [InboundMedia("", b"123")]}, "document", 0),
    "a pin": ({"latitude": 19.64, "longitude": -98.91}, "location", 0),
    "a pin with a label": (
        {"latitude": 19.64, "longitude": -98.91, "label": "Ex convento", "address": "Centro 1"},
        "location",
        0,
    ),
    "a pin at zero": ({"latitude": 0.0, "longitude": 0.0}, "location", 0),
    "nothing at all": ({"body": ""}, "text", 0),
    "only spaces": ({"body": "   "}, "text", 0),
    "a message type that nobody knows": ({"body": "", "message_type": "poll"}, "unknown", 0),
    "a text of an unknown type": ({"body": "hola", "message_type": "novedad"}, "text", 0),
    "a forwarded text": ({"body": "cadena", "forwarded": True}, "text", 0),
    "a text forwarded often": ({"body": "cadena", "frequently_forwarded": True}, "text", 0),
    "an answer to a message": ({"body": "esa", "replied_sid": "SM" + "1" * 32}, "text", 0),
    "parameters nobody knows": (
        {"body": "hola", "params": [("Novedad", "1"), ("X", "")]},
        "text",
        0,
    ),
    "a parameter said twice": (
        {"body": "hola", "params": [("Novedad", "1"), ("Novedad", "2")]},
        "text",
        0,
    ),
    "without a profile name": ({"body": "hola", "without": ["ProfileName"]}, "text", 0),
    "without WaId": ({"body": "hola", "without": ["WaId"]}, "text", 0),
    "without NumMedia": ({"body": "hola", "without": ["NumMedia"]}, "text", 0),
    "without a body": ({"body": "hola", "without": ["Body"]}, "text", 0),
    "without MessageType": ({"media": [JPEG], "without": ["MessageType"]}, "image", 1),
}


@pytest.mark.parametrize(("values", "kind", "attachments"), THINGS.values(), ids=THINGS.keys())
def test_whatever_a_phone_sends_is_taken_and_answered(world, citizen, values, kind, attachments):
    attempts = world.says(citizen, **values)
    assert [attempt.status for attempt in attempts] == [200]
    assert until(lambda: world.heard(citizen))
    message = world.heard(citizen)[0]
    assert message.metadata["kind"] == kind
    assert len(message.metadata["attachments"]) == attachments
    assert until(lambda: world.outbound(citizen))
    assert world.server.base_url not in str(message.metadata)
    assert "http" not in str(message.metadata)


def test_a_pin_arrives_as_coordinates_with_its_label(world, citizen):
    world.says(citizen, latitude=19.6401, longitude=-98.9112, label="Ex convento", address="Centro")
    assert until(lambda: world.heard(citizen))
    assert world.heard(citizen)[0].metadata["location"] == {
        "latitude": 19.6401,
        "longitude": -98.9112,
        "address": "Centro",
        "label": "Ex convento",
    }


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("nan", "0"),
        ("1e5", "2"),
        ("91", "0"),
        ("0", "181"),
        ("", "1"),
        ("19,64", "-98,91"),
        ("x", "y"),
    ],
)
def test_coordinates_that_are_none_do_not_break_anything(world, citizen, latitude, longitude):
    world.says(citizen, "aquí", params=[("Latitude", latitude), ("Longitude", longitude)])
    assert until(lambda: world.heard(citizen))
    assert world.heard(citizen)[0].metadata["location"] is None


def test_a_photo_that_cannot_be_read_is_told_to_the_dialogue(world, citizen):
    world.says(citizen, media=[InboundMedia("image/jpeg", b"no es una foto")])
    assert until(lambda: world.heard(citizen))
    assert world.heard(citizen)[0].metadata["problem"]


SPELLINGS = ["whatsapp:+5215598765432", "whatsapp:+525598765432", "WhatsApp:+52 1 55 9876 5432"]


def test_one_person_is_one_conversation_however_the_number_is_spelt(world):
    for spelling in SPELLINGS:
        world.says(spelling, "hola")
    assert until(lambda: len(world.heard(SPELLINGS[0])) == 3)
    assert len({message.sender_id for message in world.heard(SPELLINGS[0])}) == 1


@pytest.mark.parametrize(
    "address", ["whatsapp:MX.1234567890abcdef", "whatsapp:US.13491208655302741918"]
)
def test_a_sender_without_a_number_is_answered(world, address):
    world.says(address, "hola", external_user_id=address.removeprefix("whatsapp:"))
    assert until(lambda: world.outbound(address))
    assert world.outbound(address)[0].to == address


def test_the_assistant_never_learns_a_number_or_a_name(world, citizen):
    world.says(citizen, "hola", profile_name="Nombre Inventado")
    assert until(lambda: world.heard(citizen))
    told = str(vars(world.heard(citizen)[0]))
    digits = citizen.removeprefix("whatsapp:+521")
    assert digits not in told
    assert "Inventado" not in told
    assert world.heard(citizen)[0].sender_id.startswith("wa-")
