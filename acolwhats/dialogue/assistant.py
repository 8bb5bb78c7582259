"""What the assistant says in each turn: one method an action."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Callable, ContextManager, Optional, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from acolwhats.answers.aspects import IN_A_SENTENCE, Aspect
from acolwhats.answers.lookup import Answer, find_answer, titles
from acolwhats.answers.models import Statement
from acolwhats.answers.render import numbered, render_answer, render_aspect, render_danger
from acolwhats.catalog import Catalog
from acolwhats.dialogue import choices, texts
from acolwhats.dialogue.turn import Choices, Offer, Reply, Turn
from acolwhats.guides import drafts
from acolwhats.handoff.requests import erase_requests, request_person
from acolwhats.nlu.followup import asks_for_more, followed_aspect
from acolwhats.nlu.options import parse_option
from acolwhats.nlu.text import normalize
from acolwhats.reports.repeats import forget_citizen as forget_reporter
from acolwhats.whatsapp.contacts import forget_when_answered

MEXICO_CITY = ZoneInfo("America/Mexico_City")
_MAX_RELATED = 3


def mexico_now() -> datetime:
    """The time in Acolman."""
    return datetime.now(MEXICO_CITY)


class Assistant:
    """Answers a turn from the answer base.

    Args:
        catalog: topics and questions.
        session_scope: gives a session that commits at the end.
        now: the clock.
        report_entry: what a button stands for that reports what a question is about (label, text); None for nothing.
    """

    def __init__(
        self,
        catalog: Catalog,
        session_scope: Callable[[], ContextManager[Session]],
        now: Callable[[], datetime] = mexico_now,
        report_entry: Callable[[str, str], Optional[str]] = lambda label, text: None,
    ) -> None:
        """Nothing is read yet."""
        self._report_entry = report_entry
        self._catalog = catalog
        self._session_scope = session_scope
        self._now = now

    # -- questions ---------------------------------------------------------------------------------

    def answer_question(self, turn: Turn) -> Reply:
        """A question that was understood, or almost."""
        with self._session_scope() as session:
            if turn.urgent:
                return self._danger(session, turn)
            if reply := self._follow_up(session, turn):
                return reply
            if turn.decision.get("decision") == "choose":
                return self._choose(session, texts.CHOOSE, turn.labels, texts.CHOOSE_HINT)
            return self._answers(session, turn.labels, turn)

    def ask_to_rephrase(self, turn: Turn) -> Reply:
        """A message that was not understood."""
        if turn.kind != "text" and not turn.text.strip():
            return Reply(texts.RECEIVED_PROBLEM if turn.problem else texts.RECEIVED[turn.kind])
        if not normalize(turn.text).strip("? "):
            return Reply(texts.EMPTY)
        with self._session_scope() as session:
            if reply := self._follow_up(session, turn):
                return reply
            options = [label for label in turn.labels if "/" in label]
            if len(options) < 2:
                return Reply(f"{texts.NOT_SURE}\n\n{texts.OR_MENU_OR_PERSON}", {"offered": []})
            return self._choose(session, texts.NOT_SURE_MAYBE, options, texts.OR_MENU_OR_PERSON)

    def out_of_scope(self, turn: Turn) -> Reply:
        """A matter that is not the town hall's."""
        with self._session_scope() as session:
            if reply := self._follow_up(session, turn):
                return reply
        return Reply(f"{texts.OUT_OF_SCOPE}\n\n{texts.OR_MENU_OR_PERSON}", {"offered": []})

    def _danger(self, session: Session, turn: Turn) -> Reply:
        label = turn.labels[0]
        discreet = bool(turn.decision.get("discreet"))
        answer = find_answer(session, label, self._now().date())
        danger = (answer.discreet if discreet else answer.emergency) if answer else None
        changes: dict[str, Any] = {"last_label": label, "offered": [], "offer": None}
        return Reply(render_danger(danger, discreet), changes)

    def _follow_up(self, session: Session, turn: Turn) -> Optional[Reply]:
        """An answer about the last question, when the message names no other subject."""
        label = turn.context.last_label
        if label is None:
            return None
        more = asks_for_more(turn.text)
        aspect = followed_aspect(turn.text, turn.aspects)
        if not more and aspect is None:
            return None
        answer = find_answer(session, label, self._now().date())
        if answer is None:
            return None
        if more or aspect is None:
            return Reply(render_answer(answer, whole=True), self._after(answer, []))
        if told := render_aspect(answer, aspect):
            return Reply(told)
        unknown = texts.NOT_CONFIRMED.format(aspect=IN_A_SENTENCE[aspect], title=answer.title)
        phones = "\n".join(fact.text for fact in answer.about(Aspect.TELEFONO))
        text = f"{unknown}\n{phones}" if phones else unknown
        return Reply(text, {"offer": f"{Offer.ASK_OFFICE}:{aspect.value}"})

    def _answers(self, session: Session, labels: Sequence[str], turn: Turn) -> Reply:
        today = self._now().date()
        found = [a for a in (find_answer(session, label, today) for label in labels) if a]
        gaps = next((answer for answer in found if answer.missing), None)
        if not found:
            changes = {"last_label": labels[0], "offer": Offer.ASK_OFFICE, "offered": []}
            buttons = Choices(texts.NO_ANSWER_BUTTONS, choices.YES_OR_NO)
            return Reply(texts.NO_ANSWER, changes, choices=buttons)
        if len(found) > 1:
            text = "\n\n".join(render_answer(answer) for answer in found)
            return Reply(text, self._after(gaps or found[-1], []))
        answer = found[0]
        related = list(answer.related[:_MAX_RELATED])
        if guided := self._guided(answer, turn):
            return self._with_guides(answer, [*guided, *related][:_MAX_RELATED])
        text = render_answer(answer, [title for _, title in related])
        return Reply(text, self._after(answer, [label for label, _ in related]))

    def _guided(self, answer: Answer, turn: Turn) -> list[tuple[str, str]]:
        """(entry, title) of the guided conversations that an answer leads to."""
        if not turn.guided:
            return []
        if answer.label.startswith("denuncia_anonima/"):
            return [("denuncia:start", texts.START_DENUNCIA), ("followup:start", texts.FOLLOW_UP)]
        entry = self._report_entry(answer.label, turn.text)
        return [(entry, texts.REPORT_IT)] if entry else []

    def _with_guides(self, answer: Answer, options: Sequence[tuple[str, str]]) -> Reply:
        """An answer that ends in something to do about it; a “sí” does the first."""
        question = (
            texts.SHALL_I_REPORT if options[0][1] == texts.REPORT_IT else texts.SHALL_WE_DENOUNCE
        )
        titles_ = [title for _, title in options]
        text = render_answer(answer, titles_, question=question)
        body = render_answer(answer, question=question)
        changes = {**self._after(answer, [entry for entry, _ in options]), "offer": None}
        return Reply(text, changes, choices=Choices(body, tuple(options)))

    @staticmethod
    def _after(answer: Answer, offered: list[str]) -> dict:
        offer = Offer.ASK_OFFICE if answer.missing else None
        return {"last_label": answer.label, "offered": offered, "offer": offer}

    def _choose(self, session: Session, question: str, labels: Sequence[str], hint: str) -> Reply:
        return self._list(question, titles(session, list(labels)), hint)

    @staticmethod
    def _list(
        heading: str, options: Sequence[tuple[str, str]], hint: str, aside: str = ""
    ) -> Reply:
        """A numbered list, and the same for buttons, where `hint` (how to choose by number) is not said."""
        titles_ = numbered([title for _, title in options])
        text = f"{heading}\n{titles_}\n\n{' '.join(filter(None, [hint, aside]))}"
        body = "\n\n".join(filter(None, [heading, aside]))
        changes = {"offered": [entry for entry, _ in options], "offer": None}
        return Reply(text, changes, choices=Choices(body, tuple(options)))

    # -- lists -------------------------------------------------------------------------------------

    def greet(self, turn: Turn) -> Reply:
        """A greeting gets the menu."""
        return self._menu(texts.GREETING)

    def show_menu(self, turn: Turn) -> Reply:
        """The eight topics."""
        return self._menu(texts.MENU)

    def _menu(self, heading: str) -> Reply:
        return self._list(
            heading, choices.menu(self._catalog), texts.MENU_HINT, texts.IN_DANGER_HINT
        )

    def choose_option(self, turn: Turn) -> Reply:
        """A number, or a name, of the list shown last."""
        with self._session_scope() as session:
            if turn.chosen is not None:
                return self._chosen(session, turn.chosen, turn)
            offered = turn.context.offered
            known = titles(session, [entry for entry in offered if "/" in entry])
            entry = choices.chosen(turn.text, offered, self._catalog, known)
            if entry is None:
                if parse_option(turn.text) is None:
                    return Reply(texts.NOT_AN_OPTION)
                last = len(offered) or len(self._catalog.topics)
                return Reply(texts.WRONG_NUMBER.format(last=last))
            return self._chosen(session, entry, turn)

    def _chosen(self, session: Session, entry: str, turn: Turn) -> Reply:
        if entry in (choices.YES, choices.NO) or choices.is_of_a_guide(entry):
            return Reply(texts.OLD_BUTTON)
        if "/" in entry:
            return self._answers(session, [entry], turn)
        name, page = choices.split_entry(entry)
        return self._topic(session, name, page)

    def _topic(self, session: Session, name: str, page: int) -> Reply:
        topic = self._catalog.topics[name]
        return self._list(
            f"*{topic.title}*", choices.page_of(session, topic, page), texts.TOPIC_HINT
        )

    # -- yes, no, and the rest ---------------------------------------------------------------------

    def accept(self, turn: Turn) -> Reply:
        """A “sí”."""
        offer, _, aspect = (turn.context.offer or "").partition(":")
        with self._session_scope() as session:
            if offer == Offer.ERASE and "no" in normalize(turn.text).split():
                return self.decline(turn)
            if offer == Offer.ERASE:
                erase_requests(session, turn.sender_id)
                drafts.forget(session, turn.sender_id)
                forget_reporter(session, turn.sender_id)
                forget_when_answered(session, turn.sender_id)
                return Reply(texts.ERASED, erase=True)
            if offer == Offer.ASK_OFFICE:
                return self._record_request(session, turn, turn.context.last_label, aspect or None)
            if len(turn.context.offered) == 1 and "/" in turn.context.offered[0]:
                return self._answers(session, turn.context.offered, turn)
        return Reply(texts.YES_TO_WHAT)

    def decline(self, turn: Turn) -> Reply:
        """A “no”."""
        return Reply(texts.DECLINED, {"offer": None, "offered": []})

    def cancel(self, turn: Turn) -> Reply:
        """Leave what was being done."""
        return Reply(texts.CANCELLED, {"offer": None, "offered": [], "last_label": None})

    def repeat(self, turn: Turn) -> Reply:
        """Say the last message again."""
        return Reply(turn.last_reply or texts.NOTHING_TO_REPEAT, {"offer": turn.context.offer})

    def request_person(self, turn: Turn) -> Reply:
        """Somebody wants a person: recorded for the office."""
        with self._session_scope() as session:
            return self._record_request(session, turn, turn.context.last_label)

    def _record_request(
        self, session: Session, turn: Turn, label: Optional[str], aspect: Optional[str] = None
    ) -> Reply:
        request_person(session, turn.sender_id, label, self._now(), aspect)
        title = dict(titles(session, [label])).get(label) if label else None
        switchboard = session.get(Statement, "conmutador")
        phone = texts.IF_URGENT_CALL.format(phone=switchboard.text) if switchboard else ""
        about = texts.PERSON_ABOUT.format(title=title) if title else ""
        return Reply(texts.PERSON_RECORDED.format(about=about, phone=phone), {"offer": None})

    def erase_conversation(self, turn: Turn) -> Reply:
        """Ask before anything is erased."""
        return Reply(
            texts.ERASE_QUESTION,
            {"offer": Offer.ERASE},
            choices=Choices(texts.ERASE_QUESTION_BUTTONS, choices.YES_OR_NO),
        )

    def handle_complaint(self, turn: Turn) -> Reply:
        """The assistant was insulted, or did not understand: stay calm and useful."""
        return Reply(f"{texts.COMPLAINT}\n\n{texts.OR_MENU_OR_PERSON}")
