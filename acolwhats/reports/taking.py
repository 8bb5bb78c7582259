"""What a message changes in the draft: photos, a pin, a choice, a place in words."""

from __future__ import annotations

from typing import Optional

from acolwhats.guides.turn import Incoming, Pin
from acolwhats.nlu.text import normalize
from acolwhats.reports import asking
from acolwhats.reports import guide_texts as texts
from acolwhats.reports.draft import Draft
from acolwhats.reports.geo import Where
from acolwhats.reports.photos import MOST, is_photo
from acolwhats.reports.places import Gazetteer
from acolwhats.reports.reading import read_place

_ANOTHER_MUNICIPALITY = "otro municipio"


def take_photos(draft: Draft, incoming: Incoming) -> str:
    """Keep photos; what is to be said about the rest of what is attached."""
    said = []
    for file in incoming.files:
        if file.handle is None:
            said.append(texts.PHOTO_PROBLEM.get(file.problem or "", texts.PHOTO_PROBLEM_OTHER))
        elif not is_photo(file.content_type):
            said.append(texts.PHOTO_PROBLEM["wrong_type"])
        elif len(draft.photos) >= MOST:
            said.append(texts.PHOTOS_FULL)
        else:
            draft.photos.append({"handle": file.handle, "content_type": file.content_type})
    return " ".join(dict.fromkeys(said))


def take_pin(draft: Draft, pin: Optional[Pin], places: Gazetteer) -> Optional[str]:
    """Take over a pin; what is to be said when it is no place of Acolman."""
    if pin is None:
        return None
    located = places.outline.locate(pin.latitude, pin.longitude)
    if located.point is None or located.where is Where.OUTSIDE:
        draft.point = draft.border = None
        return texts.PLACE_UNREADABLE if located.where is Where.INVALID else texts.OUTSIDE
    named = ", ".join(filter(None, [pin.label, pin.address]))
    if not draft.place and named:
        draft.add_place(read_place(named, places, whole=True))
    # A pin decides what a name left open.
    draft.options, draft.streets, draft.municipality = [], [], None
    is_sure = located.where is Where.INSIDE or draft.place_name is not None
    draft.point = list(located.point) if is_sure else None
    draft.border = None if is_sure else list(located.point)
    return None


def take_choice(draft: Draft, entry: str, places: Gazetteer) -> None:
    """Take over what was chosen of a list of places."""
    if entry.startswith(asking.WHICH):
        option = draft.options[int(entry.removeprefix(asking.WHICH))]
        draft.options = []
        draft.municipality = option["municipality"]
        draft.place_name = None if draft.municipality else option["place"]
        if draft.place_name:
            draft.place = _with_name(draft.place if draft.has_spot else "", draft.place_name)
    elif entry.startswith(asking.STREET):
        street = entry.removeprefix(asking.STREET)
        if street:
            draft.street, draft.has_spot, draft.streets = f"calle {street}", True, []
            draft.place = f"calle {street}, {draft.place_name}"
        else:
            draft.municipality = places.other_municipality(str(draft.place_name))
    elif entry == asking.BORDER_YES:
        draft.point, draft.border = draft.border, None
    elif entry == asking.BORDER_NO:
        draft.border, draft.municipality = None, _ANOTHER_MUNICIPALITY


def _with_name(spot: str, name: str) -> str:
    """The words for a spot, and the whole name in place of what was said of it."""
    pieces = [piece for piece in spot.split(", ") if normalize(piece) not in normalize(name)]
    return ", ".join([*pieces, name])


def take_place(draft: Draft, text: str, places: Gazetteer) -> None:
    """Take over a place in words, in answer to whatever was asked about it."""
    if draft.step == "which":
        names = [str(option["name"]) for option in draft.options]
        meant = [i for i, name in enumerate(names) if _means(text, name, names)]
        if len(meant) == 1:
            take_choice(draft, f"{asking.WHICH}{meant[0]}", places)
            return
    if draft.step == "streets":
        text = text if "calle" in normalize(text).split() else f"calle {text}"
        text = f"{text}, {draft.place_name}"
    goes_together = draft.step in ("detail", "which") or (
        draft.step == "place" and bool(draft.place_name or draft.options)
    )
    draft.border = None
    draft.add_place(read_place(text, places, whole=True), merge=goes_together)


def _means(text: str, name: str, names: list[str]) -> bool:
    """Whether a text has a word of one name that the other names do not have."""
    others = {word for other in names if other != name for word in normalize(other).split()}
    return bool((set(normalize(name).split()) - others) & set(normalize(text).split()))
