"""No citizen's number reaches a log, whoever logs it and however."""

from __future__ import annotations

import io
import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.logs import (
    WithoutCitizens,
    keep_citizens_out_of_logs,
    without_numbers,
)

EVERYTHING = (
    "%(levelname)s %(name)s %(message)s host=%(host)s count=%(count)s %(request)s %(stack_info)s"
)
LEVELS = [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL]
digits = st.integers(10**9, 10**15 - 1).map(str)
bsuids = st.from_regex(r"[A-Z]{2}\.[A-Za-z0-9._-]{8,40}", fullmatch=True)
around = st.text(st.characters(blacklist_characters="0123456789"), max_size=12)
spellings = st.sampled_from(
    [
        *(
            "{}",
            "+{}",
            "whatsapp:+{}",
            "whatsapp: {}",
            "WhatsApp:{}",
            "tel:{}",
            "'{}'",
            '{{"a": "{}"}}',
        ),
        *(
            "whatsapp%3A%2B{}",
            "https://api.example/Messages?To=whatsapp%3A%2B{}&x=1",
            "+52 {}",
            "x{}y",
        ),
    ]
)
people = [
    *("55 1234 5678", "(55) 1234-5678", "+52 1 55 1234 5678", "+52-55-1234-5678", "55-12-34-56-78"),
    *("+1 (415) 523-8886", "+52.55.1234.5678", "044 55 1234 5678", "whatsapp:+52 55 1234 5678"),
]


class Handler(logging.StreamHandler):
    """Writes all it is given, with the filter."""

    def __init__(self) -> None:
        self.written = io.StringIO()
        super().__init__(self.written)
        self.addFilter(WithoutCitizens())
        self.setFormatter(
            logging.Formatter(EVERYTHING, defaults={"host": "", "count": 0, "request": ""})
        )


def written(log, name="otra.cosa") -> str:
    """What `log(logger)` writes at any level."""
    logger, handler = logging.Logger(name, logging.DEBUG), Handler()
    logger.addHandler(handler)
    log(logger)
    return handler.written.getvalue()


def record_of(**more) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "x", "msg": "x", "levelno": logging.INFO, **more})


def digits_of(text: str) -> str:
    return re.sub(r"[\s().+-]", "", text)


@given(st.sampled_from(LEVELS), around, spellings, digits, around)
def test_a_number_in_a_message_is_hidden(level, before, spelling, number, after):
    said = f"{before} {spelling.format(number)} {after}"
    for log in (
        lambda logger: logger.log(level, said.replace("%", "%%")),
        lambda logger: logger.log(level, "algo: %s", said),
        lambda logger: logger.log(level, "algo: %(a)s", {"a": said}),
        lambda logger: logger.log(level, "algo: %r", [said]),
    ):
        assert number not in written(log)


@given(st.sampled_from(LEVELS), bsuids)
def test_an_address_without_a_number_is_hidden(level, user_id):
    for spelling in ("whatsapp:{}", "WHATSAPP:{}", "'whatsapp:{}'", "To=whatsapp%3A{}"):
        said = spelling.format(user_id)
        assert user_id not in written(lambda logger, said=said: logger.log(level, "a %s", said))


@pytest.mark.parametrize("number", people)
def test_a_number_as_people_write_it_is_hidden(number):
    hidden = written(lambda logger: logger.info("le llamé al %s ayer", number))
    assert digits_of(number)[-8:] not in digits_of(hidden)
    assert "le llamé al" in hidden and "ayer" in hidden


@given(st.integers(10**9, 10**15 - 1))
def test_a_number_that_is_a_number_is_hidden(number):
    assert str(number) not in written(lambda logger: logger.info("id %d", number))
    assert str(number) not in written(lambda logger: logger.info(number))


def raises(message: str) -> None:
    raise ValueError(message)


@given(st.sampled_from(LEVELS), spellings, digits)
def test_a_number_in_a_traceback_is_hidden(level, spelling, number):
    def log(logger: logging.Logger) -> None:
        try:
            try:
                raises(spelling.format(number))
            except ValueError as cause:
                raise RuntimeError(f"no: {number}") from cause
        except RuntimeError:
            logger.log(level, "falló", exc_info=True)

    said = written(log)
    assert number not in said
    assert "Traceback" in said and "RuntimeError: no: […]" in said and "ValueError" in said


def test_no_formatter_can_make_the_traceback_anew():
    class Eager(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return repr(record.exc_info) + str(record.exc_text)

    def log(logger: logging.Logger) -> None:
        logger.handlers[0].setFormatter(Eager())
        try:
            raises("5512345678")
        except ValueError:
            logger.exception("falló")

    assert "5512345678" not in written(log)


def test_a_traceback_that_another_handler_has_written_is_hidden_here():
    def log(logger: logging.Logger) -> None:
        logger.handlers.insert(0, logging.StreamHandler(io.StringIO()))
        try:
            raises("5512345678")
        except ValueError:
            logger.exception("falló")

    said = written(log)
    assert "5512345678" not in said and "ValueError: […]" in said


def test_where_a_record_was_made_hides_numbers_too():
    record = record_of(stack_info="en f('5512345678')")
    WithoutCitizens().filter(record)
    assert record.stack_info == "en f('[…]')"


@given(spellings, digits)
def test_a_number_beside_the_message_is_hidden(spelling, number):
    said = spelling.format(number)
    extras = {"host": said, "count": int(number), "request": {"from": said}}
    assert number not in written(lambda logger: logger.info("GET", extra=extras))


def test_what_is_beside_the_message_keeps_its_type():
    record = record_of(status=200, byte=5512345678, host="::1")
    WithoutCitizens().filter(record)
    assert (record.status, record.byte, record.host) == (200, 0, "::1")
    assert logging.PercentStyle("%(status)d %(byte)d").format(record) == "200 0"


@pytest.mark.parametrize("args", [("5512345678",), (1, "5512345678"), ({"a": "5512345678"},)])
def test_a_call_that_cannot_be_formatted_neither_fails_nor_is_printed(args, capsys):
    said = written(lambda logger: logger.error("van %d mensajes de %d y %d", *args))
    assert "van %d mensajes" in said
    assert "5512345678" not in said + capsys.readouterr().err


THIRD_PARTIES = ["rasa.core.processor", "rasa_sdk", "sanic.root", "twilio.http_client", "aiohttp"]


@pytest.mark.parametrize("name", THIRD_PARTIES)
def test_third_parties_say_nothing_below_info(name):
    def log(logger: logging.Logger) -> None:
        logger.debug("el texto del ciudadano")
        logger.info("arrancó")

    said = written(log, name)
    assert "ciudadano" not in said and "arrancó" in said


def test_we_may_say_something_below_info():
    assert "detalle" in written(lambda logger: logger.debug("detalle"), "acolwhats.whatsapp.outbox")


HARMLESS = [
    "whatsapp: 12 message(s) refused, the database is away",
    "a turn took longer than 12 seconds",
    "wa-ae55d07a28254cc262e0a66b978714ba"[:12],
    "Goin' Fast @ http://127.0.0.1:5005",
    "192.168.100.200 asked",
    "2026-11-23 09:15:03.123 started",
    "models/20261123-101500-terse-ram.tar.gz",
    "Twilio refused: 400, code 63016",
    "5 of 100 messages failed",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_number_is_told(text):
    assert without_numbers(text) == text


@given(st.text())
def test_hiding_twice_hides_no_more(text):
    assert without_numbers(without_numbers(text)) == without_numbers(text)


class TestInstalled:
    @pytest.fixture(autouse=True)
    def as_before(self):
        """Levels and filters of this process are as they were afterwards."""
        loggers = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
        levels = {logger: logger.level for logger in loggers}
        handlers = [logging.lastResort, *logging.root.handlers]
        handlers += [handler for logger in loggers for handler in logger.handlers]
        filters = {handler: list(handler.filters) for handler in handlers}
        yield
        for logger, level in levels.items():
            logger.setLevel(level)
        for handler, before in filters.items():
            handler.filters[:] = before

    @pytest.fixture
    def handler(self):
        handler = Handler()
        handler.filters.clear()
        logging.root.addHandler(handler)
        yield handler
        logging.root.removeHandler(handler)

    def test_every_handler_hides_numbers_whoever_logs_and_once(self, handler):
        keep_citizens_out_of_logs()
        keep_citizens_out_of_logs()
        assert len(handler.filters) == 1
        logging.getLogger("modulo.que.vino.despues").warning("de whatsapp:+5215512345678")
        assert "5512345678" not in handler.written.getvalue()
        assert "de […]" in handler.written.getvalue()

    def test_a_logger_with_a_handler_of_its_own_hides_numbers(self):
        logger, handler = logging.getLogger("modulo.con.salida"), Handler()
        handler.filters.clear()
        logger.addHandler(handler)
        keep_citizens_out_of_logs()
        logger.warning("al 5512345678")
        logger.removeHandler(handler)
        assert "al […]" in handler.written.getvalue()

    def test_without_any_handler_the_last_resort_hides_numbers(self, monkeypatch):
        written = io.StringIO()
        monkeypatch.setattr(logging.root, "handlers", [])
        monkeypatch.setattr(type(logging.lastResort), "stream", written)
        keep_citizens_out_of_logs()
        logging.getLogger("modulo.sin.salida").error("al 5512345678")
        assert written.getvalue() == "al […]\n"

    @pytest.mark.parametrize("level", [logging.NOTSET, logging.DEBUG])
    def test_third_parties_are_not_asked_for_less_than_info(self, level):
        logging.getLogger("rasa").setLevel(level)
        keep_citizens_out_of_logs()
        assert not logging.getLogger("rasa.core.agent").isEnabledFor(logging.DEBUG)
        assert logging.getLogger("rasa.core.agent").isEnabledFor(logging.INFO)

    def test_who_was_quieter_stays_so(self):
        logging.getLogger("sanic").setLevel(logging.ERROR)
        keep_citizens_out_of_logs()
        assert logging.getLogger("sanic").level == logging.ERROR
