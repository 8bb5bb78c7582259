"""Whatever a phone sends is understood for what it is, and nothing of it is an error."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.inbound import InboundMessage, Location, Media, parse_inbound

SID = "SM" + "0a" * 16
FROM = "whatsapp:+5215512345678"
URL = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME"
NAMES = [
    *("MessageSid", "SmsMessageSid", "SmsSid", "From", "To", "Body", "NumMedia", "MessageType"),
    *("MediaUrl0", "MediaContentType0", "MediaUrl3", "MediaContentType9", "WaId", "ProfileName"),
    *("Latitude", "Longitude", "Address", "Label", "ButtonText", "ButtonPayload", "ListId"),
    *("ListTitle", "Forwarded", "FrequentlyForwarded", "OriginalRepliedMessageSid", "Novedad"),
]


def received(**params: str) -> InboundMessage:
    message = parse_inbound({"MessageSid": SID, "From": FROM, **params})
    assert message is not None
    return message


def media(*types: str) -> dict[str, str]:
    params = {"NumMedia": str(len(types)), "Body": ""}
    for number, content_type in enumerate(types):
        params[f"MediaUrl{number}"] = f"{URL}{number}"
        params[f"MediaContentType{number}"] = content_type
    return params


class TestWho:
    @pytest.mark.parametrize(
        "sender", [FROM, "whatsapp: 5215512345678", " WhatsApp:+5215512345678"]
    )
    def test_a_message_has_its_id_and_its_sender_as_twilio_knows_them(self, sender):
        message = received(Body="hola", From=sender)
        assert (message.message_sid, message.sender) == (SID, "whatsapp:+5215512345678")

    def test_a_sender_without_a_number_is_known_by_its_id(self):
        message = received(From="whatsapp:MX.13491208655302741918", ExternalUserId="x", Body="hola")
        assert message.sender == "whatsapp:MX.13491208655302741918"

    @pytest.mark.parametrize("name", ["SmsMessageSid", "SmsSid"])
    def test_older_names_of_the_id_are_read(self, name):
        message = parse_inbound({name: SID, "From": FROM, "MessageSid": ""})
        assert message is not None and message.message_sid == SID

    @pytest.mark.parametrize(
        "params",
        [
            {},
            {"From": FROM},
            {"MessageSid": SID},
            {"MessageSid": "", "From": FROM},
            {"MessageSid": SID, "From": "  "},
            {"MessageSid": "S" * 65, "From": FROM},
            {"MessageSid": "SM0\x00", "From": FROM},
            {"MessageSid": "SM0 1", "From": FROM},
            {"MessageSid": SID, "From": "whatsapp:" + "x" * 250},
        ],
    )
    def test_what_nobody_sent_or_has_no_id_is_no_message(self, params):
        assert parse_inbound(params) is None


class TestText:
    @pytest.mark.parametrize(
        "text",
        [
            "¡Hola! ¿Dónde está el señor Núñez?",
            "  espacios  ",
            "uno\r\ndos\n\ntres\t",
            "1+1=2 & 100 %",
            "👨‍👩‍👧‍👦🇲🇽",
            "ho\u200bla\ufeff",
            "مرحبا",
            "/restart",
            '/saludo{"a": 1}',
            "ñ" * 4096,
            " ",
        ],
    )
    def test_a_text_is_kept_to_the_letter(self, text):
        assert (received(Body=text).text, received(Body=text).kind) == (text, "text")

    @given(st.text(min_size=1))
    def test_any_text_is_kept_to_the_letter(self, text):
        assert received(Body=text).text == text

    def test_nothing_at_all_is_an_empty_text(self):
        assert received() == received(Body="")
        assert (received().text, received().kind) == ("", "text")

    @pytest.mark.parametrize("name", ["Forwarded", "FrequentlyForwarded"])
    @pytest.mark.parametrize(
        ("value", "forwarded"), [("true", True), ("True", True), ("false", False), ("", False)]
    )
    def test_a_forwarded_text_says_so(self, name, value, forwarded):
        assert received(Body="cadena", **{name: value}).forwarded is forwarded

    def test_an_answer_names_the_message_that_it_answers(self):
        other = "SM" + "1" * 32
        assert received(Body="esa", OriginalRepliedMessageSid=other).replied_sid == other
        assert received(Body="esa").replied_sid is None


class TestTaps:
    def test_a_button_is_its_title_and_its_id(self):
        message = received(Body="Sí", ButtonText="Sí", ButtonPayload="0a1b.1", MessageType="button")
        assert (message.text, message.payload, message.kind) == ("Sí", "0a1b.1", "text")

    @pytest.mark.parametrize("body", [{}, {"Body": ""}])
    def test_the_title_of_a_button_stands_for_a_missing_body(self, body):
        message = received(ButtonText="Sí", ButtonPayload="0a1b.1", **body)
        assert (message.text, message.kind) == ("Sí", "text")

    def test_an_item_of_a_list_is_its_title_and_its_id(self):
        message = received(ListTitle="Alumbrado", ListId="0a1b.7", MessageType="interactive")
        assert (message.text, message.payload, message.kind) == ("Alumbrado", "0a1b.7", "text")

    def test_a_text_has_no_payload(self):
        assert received(Body="hola", ButtonPayload="").payload is None


MEDIA = {
    "a photo": (["image/jpeg"], "MMS", "image"),
    "a photo that names its kind": (["image/png"], "image", "image"),
    "a photo with parameters": (["Image/JPEG; charset=binary"], "image", "image"),
    "several photos": (["image/jpeg", "image/png"], "image", "image"),
    "a document": (["application/pdf"], "document", "document"),
    "a voice note": (["audio/ogg"], "audio", "audio"),
    "a video": (["video/mp4"], "video", "video"),
    "a sticker": (["image/webp"], "sticker", "sticker"),
    "a sticker that does not say so": (["image/webp"], "", "sticker"),
    "a contact": (["text/vcard"], "contacts", "contact"),
    "a contact of old": (["text/x-vcard"], "", "contact"),
    "a contact by its name only": (["text/plain"], "contact", "contact"),
    "a type nobody knows": (["application/x-nada"], "", "document"),
    "no type": ([""], "", "document"),
    "half a type": (["image"], "", "image"),
}


class TestMedia:
    @pytest.mark.parametrize(("types", "said", "kind"), MEDIA.values(), ids=MEDIA.keys())
    def test_what_is_attached_has_a_kind(self, types, said, kind):
        message = received(**media(*types), MessageType=said)
        assert message.kind == kind
        assert [item.url for item in message.media] == [f"{URL}{n}" for n in range(len(types))]

    def test_a_caption_is_the_text_of_a_photo(self):
        message = received(**{**media("image/jpeg"), "Body": "así está la calle"})
        assert (message.kind, message.text) == ("image", "así está la calle")

    def test_a_type_is_told_without_its_parameters(self):
        (item,) = received(**media("IMAGE/JPEG ; a=b")).media
        assert item == Media(f"{URL}0", "image/jpeg")

    @pytest.mark.parametrize("count", ["0", "1", "99", "-1", "x", ""])
    def test_how_many_there_are_is_counted_not_believed(self, count):
        message = received(**{**media("image/jpeg", "image/jpeg"), "NumMedia": count})
        assert len(message.media) == 2

    def test_more_than_ten_are_not_taken(self):
        assert len(received(**media(*["image/jpeg"] * 12)).media) == 10

    def test_a_gap_between_them_loses_none(self):
        params = media("image/jpeg", "image/png", "image/gif")
        params["MediaUrl1"] = ""
        found = [item.content_type for item in received(**params).media]
        assert found == ["image/jpeg", "image/gif"]

    @pytest.mark.parametrize(
        ("said", "kind"),
        [
            ("audio", "audio"),
            ("documents", "document"),
            ("sticker", "sticker"),
            ("contacts", "contact"),
            ("poll", "unknown"),
            ("reaction", "unknown"),
            ("order", "text"),
        ],
    )
    def test_what_twilio_does_not_pass_on_has_a_kind_too(self, said, kind):
        assert received(MessageType=said).kind == kind

    def test_a_text_of_an_unknown_kind_is_a_text(self):
        assert received(MessageType="novedad", Body="hola").kind == "text"


class TestLocation:
    def test_a_pin_is_two_numbers(self):
        message = received(Latitude="19.6401", Longitude="-98.9112", Body="")
        assert message.kind == "location"
        assert message.location == Location(19.6401, -98.9112)

    def test_a_place_has_its_address_and_its_label(self):
        message = received(
            Latitude="19.64", Longitude="-98.91", Address="Calle 1, Centro", Label="Ex convento"
        )
        assert message.location == Location(19.64, -98.91, "Calle 1, Centro", "Ex convento")

    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [("0", "0"), ("90", "180"), ("-90", "-180"), ("+19.6", " -98.9 "), ("19.", "-98.0")],
    )
    def test_every_place_on_earth_is_one(self, latitude, longitude):
        place = received(Latitude=latitude, Longitude=longitude).location
        assert place is not None
        assert (place.latitude, place.longitude) == (float(latitude), float(longitude))

    @pytest.mark.parametrize("axis", ["Latitude", "Longitude"])
    @pytest.mark.parametrize(
        "value",
        [
            *("nan", "NaN", "inf", "-Infinity", "1e1", "0x1", "1_0", "19,64", "x", "", " ", "--1"),
            *("1 2", "180.1", "-181", "9999", "1" * 400, "19.6\n4"),
        ],
    )
    def test_what_is_no_place_is_dropped_and_the_words_stay(self, axis, value):
        params = {"Latitude": "1", "Longitude": "1", axis: value}
        message = received(Body="aquí", **params)
        assert (message.location, message.text, message.kind) == (None, "aquí", "text")

    @pytest.mark.parametrize("latitude", ["90.0001", "-91", "180"])
    def test_latitude_ends_at_the_poles(self, latitude):
        assert received(Latitude=latitude, Longitude="0").location is None

    @pytest.mark.parametrize("axis", ["Latitude", "Longitude"])
    def test_half_a_pin_is_none(self, axis):
        assert received(**{axis: "19.6"}, Body="x").location is None

    @given(st.floats(-90, 90), st.floats(-180, 180))
    def test_a_pin_is_as_exact_as_it_was_sent(self, latitude, longitude):
        message = received(Latitude=f"{latitude:.7f}", Longitude=f"{longitude:.7f}")
        assert message.location is not None
        assert abs(message.location.latitude - latitude) < 1e-6
        assert abs(message.location.longitude - longitude) < 1e-6


values = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["true", "1", "-99.5", "image/jpeg", SID, FROM, "sticker"]),
)


@given(st.dictionaries(st.sampled_from(NAMES), values))
def test_nothing_that_is_sent_is_an_error_and_it_survives_being_stored(params):
    message = parse_inbound(params)
    if message is None:
        return
    assert message.kind in (
        *("text", "image", "video", "audio", "document", "sticker", "contact"),
        *("location", "unknown"),
    )
    stored = json.loads(json.dumps(message.as_dict()))
    assert InboundMessage.from_dict(stored) == message


@given(st.dictionaries(st.sampled_from(NAMES), values))
def test_what_has_an_id_and_a_sender_is_always_a_message(params):
    assert parse_inbound({**params, "MessageSid": SID, "From": FROM}) is not None
