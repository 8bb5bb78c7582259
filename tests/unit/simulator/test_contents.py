"""Content templates: created, approved, and what becomes of their variables."""

import json

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from .conftest import ACCOUNT_SID, CITIZEN, TOKEN

AUTH = (ACCOUNT_SID, TOKEN)


def quick_reply(count, body="{{1}}"):
    actions = [
        {"title": f"{{{{{2 * n}}}}}", "id": f"{{{{{2 * n + 1}}}}}"} for n in range(1, count + 1)
    ]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def list_picker(count):
    items = [
        {
            "item": f"{{{{{3 * n}}}}}",
            "id": f"{{{{{3 * n + 1}}}}}",
            "description": f"{{{{{3 * n + 2}}}}}",
        }
        for n in range(1, count + 1)
    ]
    return {"twilio/list-picker": {"body": "{{1}}", "button": "{{2}}", "items": items}}


def quick_values(count, body="¿Cuál?"):
    pairs = [(f"Título {n}", f"x.{n}") for n in range(1, count + 1)]
    return numbered([body, *(v for pair in pairs for v in pair)])


def list_values(count):
    rows = [(f"Trámite {n}", f"x.{n}", f"Todo sobre {n}") for n in range(1, count + 1)]
    return numbered(["¿Cuál?", "Ver opciones", *(v for row in rows for v in row)])


def numbered(values):
    return {str(n): value for n, value in enumerate(values, start=1)}


@pytest.fixture
def use(hello, send, simulator):
    """Sends a template to a citizen who wrote."""

    def use(types, content_variables, **values):
        hello()
        content = simulator.add_content("x", types, **values)
        send(None, content_sid=content.sid, content_variables=json.dumps(content_variables))
        return simulator.outbound_to(CITIZEN)[-1]

    return use


@pytest.fixture
def refused(use):
    """Code and words with which a template is refused."""

    def refused(types, variables, **values):
        with pytest.raises(TwilioRestException) as refusal:
            use(types, variables, **values)
        assert refusal.value.status == 400
        return refusal.value.code, refusal.value.msg

    return refused


BODY = {
    "friendly_name": "x",
    "language": "es",
    "types": quick_reply(2),
    "variables": {"1": "a"},
}


class TestApi:
    URL = "/v1/Content"

    def test_a_template_is_created_listed_fetched_and_deleted(self, server):
        url = server.base_url + self.URL
        created = requests.post(url, json=BODY, auth=AUTH)
        assert created.status_code == 201
        content = created.json()
        assert content["sid"].startswith("HX") and len(content["sid"]) == 34
        assert {name: content[name] for name in BODY} == BODY
        assert requests.get(url, auth=AUTH).json()["contents"] == [content]
        assert requests.get(f"{url}/{content['sid']}", auth=AUTH).json() == content
        assert requests.delete(f"{url}/{content['sid']}", auth=AUTH).status_code == 204
        assert requests.get(f"{url}/{content['sid']}", auth=AUTH).status_code == 404
        assert requests.delete(f"{url}/{content['sid']}", auth=AUTH).status_code == 404

    def test_the_official_client_reads_them(self, client, simulator):
        content = simulator.add_content("x", quick_reply(1))
        assert [c.sid for c in client.content.v1.contents.list()] == [content.sid]
        assert client.content.v1.contents(content.sid).fetch().types == quick_reply(1)
        approval = client.content.v1.contents(content.sid).approval_fetch().fetch()
        assert approval.whatsapp["status"] == "unsubmitted"
        assert client.content.v1.contents(content.sid).delete()

    def test_approval_is_given_at_once(self, server, client, simulator):
        content = simulator.add_content("x", quick_reply(1))
        url = f"{server.base_url}{self.URL}/{content.sid}/ApprovalRequests/whatsapp"
        body = {"name": "x", "category": "UTILITY"}
        assert requests.post(url, json=body, auth=AUTH).json()["status"] == "approved"
        approval = client.content.v1.contents(content.sid).approval_fetch().fetch()
        assert (approval.whatsapp["status"], approval.whatsapp["category"]) == (
            "approved",
            "UTILITY",
        )

    def test_a_list_picker_is_never_approved(self, server, simulator):
        content = simulator.add_content("x", list_picker(1))
        url = f"{server.base_url}{self.URL}/{content.sid}/ApprovalRequests/whatsapp"
        assert requests.post(url, json={"name": "x"}, auth=AUTH).status_code == 400
        assert not content.approved

    def test_it_needs_the_token(self, server):
        assert requests.get(server.base_url + self.URL).status_code == 401

    @pytest.mark.parametrize(
        "changes",
        [
            {"types": None},
            {"types": {}},
            {"types": {"twilio/carousel": {"body": "x"}}},
            {"types": {"twilio/text": {}}},
            {"types": {"twilio/text": "x"}},
            {"types": {"twilio/quick-reply": {"body": "x", "actions": {}}}},
            {"types": {"twilio/quick-reply": {"body": "x", "actions": [{"id": "1"}]}}},
            {"types": {"twilio/list-picker": {"body": "x", "items": []}}},
            {
                "types": {
                    "twilio/list-picker": {"body": "x", "button": "y", "items": [{"item": "z"}]}
                }
            },
            {"language": None},
            {"variables": ["a"]},
            {"variables": {"1": 1}},
        ],
    )
    def test_a_template_that_could_never_be_sent_is_refused(self, server, simulator, changes):
        body = {**BODY, **changes}
        answer = requests.post(server.base_url + self.URL, json=body, auth=AUTH)
        assert (answer.status_code, answer.json()["code"]) == (400, 20001)
        assert simulator.state.contents == {}

    @pytest.mark.parametrize("data", [b"", b"[]", b"{"])
    def test_what_is_no_object_is_refused(self, server, data):
        assert requests.post(server.base_url + self.URL, data=data, auth=AUTH).status_code == 400


class TestSending:
    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_quick_replies_are_shown(self, use, count):
        message = use(quick_reply(count), quick_values(count))
        assert message.body == "¿Cuál?"
        assert [b.title for b in message.buttons] == [f"Título {n}" for n in range(1, count + 1)]
        assert [b.id for b in message.buttons] == [f"x.{n}" for n in range(1, count + 1)]

    @pytest.mark.parametrize("count", [1, 10])
    def test_a_list_is_shown(self, use, count):
        message = use(list_picker(count), list_values(count))
        assert message.list_picker.button == "Ver opciones"
        assert [i.id for i in message.list_picker.items] == [f"x.{n}" for n in range(1, count + 1)]
        assert message.list_picker.items[0].description == "Todo sobre 1"

    def test_text_is_filled_in_and_defaults_stand_in(self, use):
        text = {"twilio/text": {"body": "Hola, {{name}}: {{ 2 }}."}}
        message = use(text, {"2": "adiós"}, variables={"name": "Ana", "2": "x"})
        assert message.body == "Hola, Ana: adiós."

    def test_what_a_variable_contains_is_not_filled_in_again(self, use):
        message = use({"twilio/text": {"body": "{{1}}"}}, {"1": "{{2}}", "2": "x"})
        assert message.body == "{{2}}"

    def test_the_resource_has_the_rendered_body(self, use, client):
        message = use(quick_reply(1), quick_values(1))
        assert client.messages(message.sid).fetch().body == "¿Cuál?"

    def test_redaction_takes_buttons_and_variables_too(self, use, client, simulator, wait):
        message = use(quick_reply(1), quick_values(1))
        wait(lambda: client.messages(message.sid).fetch().status == "delivered")
        assert {leak["where"] for leak in simulator.leaks(["Título 1"])} == {"variables", "buttons"}
        client.messages(message.sid).update(body="")
        assert simulator.leaks(["Título 1", "¿Cuál?"]) == []


class TestLimits:
    @pytest.mark.parametrize(
        ("types", "changes", "code", "words"),
        [
            (quick_reply(1), {"1": "ñ" * 1025}, 21658, "body"),
            (quick_reply(1), {"2": "x" * 21}, 21658, "title of quick reply 1"),
            (quick_reply(1), {"2": "🙂" * 11}, 21658, "title of quick reply 1"),
            (quick_reply(1), {"3": "x" * 201}, 21658, "id of quick reply 1"),
            (quick_reply(2), {"4": "Título 1"}, 63013, "titles"),
            (quick_reply(2), {"5": "x.1"}, 63013, "ids"),
            (list_picker(1), {"1": "x" * 1025}, 21658, "body"),
            (list_picker(1), {"2": "x" * 21}, 21658, "button"),
            (list_picker(1), {"3": "x" * 25}, 21658, "item 1"),
            (list_picker(1), {"4": "x" * 201}, 21658, "id of item 1"),
            (list_picker(1), {"5": "x" * 73}, 21658, "description of item 1"),
            (list_picker(2), {"7": "x.1"}, 63013, "ids"),
        ],
    )
    def test_what_is_too_long_or_alike_is_refused_by_name(
        self, refused, types, changes, code, words
    ):
        values = quick_values(2) if "twilio/quick-reply" in types else list_values(2)
        got, message = refused(types, {**values, **changes})
        assert got == code
        assert words in message

    @pytest.mark.parametrize(
        ("types", "changes"),
        [
            (quick_reply(1), {"1": "ñ" * 1024, "2": "x" * 20, "3": "x" * 200}),
            (list_picker(1), {"1": "x" * 1024, "2": "x" * 20, "3": "x" * 24}),
            (list_picker(1), {"4": "x" * 200, "5": "x" * 72}),
        ],
    )
    def test_what_just_fits_is_accepted(self, use, types, changes):
        values = quick_values(1) if "twilio/quick-reply" in types else list_values(1)
        assert use(types, {**values, **changes}).status == "queued"

    def test_more_than_three_buttons_need_approval(self, use, refused):
        assert refused(quick_reply(4), quick_values(4))[0] == 63013
        assert len(use(quick_reply(4), quick_values(4), approved=True).buttons) == 4

    @pytest.mark.parametrize("types", [quick_reply(0), list_picker(0), list_picker(11)])
    def test_too_few_or_too_many_are_refused(self, refused, types):
        assert refused(types, list_values(11))[0] == 63013

    @pytest.mark.parametrize("value", ["", " ", None])
    @pytest.mark.parametrize("name", ["1", "2", "3", "5"])
    def test_an_empty_variable_is_refused(self, refused, name, value):
        values = {**list_values(1), name: value}
        if value is None:
            del values[name]
        code, message = refused(list_picker(1), values)
        assert code == 21656
        assert f"{{{{{name}}}}}" in message

    @pytest.mark.parametrize("value", ["dos\nlíneas", "tab\t", "cinco     espacios"])
    def test_a_misshapen_body_is_refused_as_documented(self, refused, use, simulator, value):
        assert refused(quick_reply(1), quick_values(1, value))[0] == 21656
        simulator.config.strict_variables = False
        assert use(quick_reply(1), quick_values(1, value)).body == value

    def test_newlines_of_the_template_itself_are_welcome(self, use):
        assert use(quick_reply(1, "Uno\n{{1}}"), quick_values(1)).body == "Uno\n¿Cuál?"

    @pytest.mark.parametrize("text", ["{", "[]", '"x"', '{"1": 1}', '{"1": null}'])
    def test_variables_that_are_no_object_of_texts_are_refused(self, hello, send, simulator, text):
        hello()
        sid = simulator.add_content("x", {"twilio/text": {"body": "{{1}}"}}).sid
        with pytest.raises(TwilioRestException) as refusal:
            send(None, content_sid=sid, content_variables=text)
        assert refusal.value.code == 21656
