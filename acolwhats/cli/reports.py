"""`acolwhats reports …`: service reports, until the panel has its screens."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Iterator, List, Optional

import typer

from acolwhats.settings import exit_with

app = typer.Typer(no_args_is_help=True)
keys = typer.Typer(no_args_is_help=True)
app.add_typer(keys, name="keys", help="Keys of programs that file reports through Open311.")

_STATES = typer.Option([], "--state", help="only these states")
_CATEGORIES = typer.Option([], "--category", help="only these categories")
_UNITS = typer.Option([], "--unit", help="only these units")


@contextmanager
def _reports() -> Iterator[Any]:
    """(session, categories); whatever is wrong with the request ends with one line."""
    from acolwhats.database import session_scope
    from acolwhats.reports.categories import get_categories
    from acolwhats.reports.config import ReportsConfigError

    try:
        categories = get_categories()
        with session_scope() as session:
            yield session, categories
    except (ReportsConfigError, ValueError) as error:
        exit_with(str(error))


def _filter(
    states: List[str],
    categories: List[str],
    units: List[str],
    only_open: bool = False,
    overdue: bool = False,
) -> Any:
    from acolwhats.reports.service import MEXICO_CITY, Filter
    from acolwhats.reports.states import State

    today = datetime.now(MEXICO_CITY).date() if overdue else None
    known = tuple(State(state).value for state in states)
    return Filter(known, tuple(categories), tuple(units), True if only_open else None, None, None, today)  # fmt: skip


def _found(session: Any, folio: str) -> Any:
    from acolwhats.reports.folio import parse_folio
    from acolwhats.reports.service import find

    report = find(session, parse_folio(folio) or "")
    if report is None:
        exit_with(f"there is no report {folio}")
    return report


@app.command("list")
def list_reports(
    states: List[str] = _STATES,
    categories: List[str] = _CATEGORIES,
    units: List[str] = _UNITS,
    only_open: bool = typer.Option(False, "--open", help="only what is not closed"),
    overdue: bool = typer.Option(False, "--overdue", help="only what is past its date"),
    most: int = typer.Option(50, "--most", min=1, max=1000, help="how many"),
) -> None:
    """List reports, newest first."""
    from acolwhats.reports.service import MEXICO_CITY, count_reports, find_reports

    with _reports() as (session, _):
        wanted = _filter(states, categories, units, only_open, overdue)
        rows = find_reports(session, wanted, most)
        for row in rows:
            day = datetime.fromtimestamp(row.created_at, MEXICO_CITY)
            where = row.place_name or row.street or "-"
            typer.echo(
                f"{row.folio:14}  {day:%Y-%m-%d %H:%M}  {row.state:12}  {row.category:12}  "
                f"{row.unit:18}  {row.expected_on or '-'!s:10}  +{row.supporters:<3} {where}"
            )
        typer.echo(f"{len(rows)} of {count_reports(session, wanted)}")


@app.command()
def show(folio: str = typer.Argument(..., help="as RS-7K3M-Q9X2")) -> None:
    """Show one report with what happened to it."""
    from sqlalchemy import select

    from acolwhats.reports.models import ReportChange
    from acolwhats.reports.service import MEXICO_CITY

    with _reports() as (session, categories):
        report = _found(session, folio)
        category = categories.get(report.category)
        sure = "confirmed by the unit" if report.expected_confirmed else "not confirmed by the unit"
        for name, value in (
            ("folio", report.folio),
            ("category", f"{report.category} ({category.title if category else '?'})"),
            ("unit", f"{report.unit} ({categories.unit_title(report.unit)})"),
            ("state", report.state + (f" ({report.reason})" if report.reason else "")),
            ("duplicate of", report.duplicate_of),
            ("place", report.place),
            ("known as", ", ".join(filter(None, [report.street, report.place_name]))),
            ("pin", f"{report.latitude}, {report.longitude}" if report.latitude else None),
            ("note", report.note),
            ("more", report.attributes),
            ("photos", len(report.photos)),
            ("joined", report.supporters),
            ("source", report.source),
            ("expected", f"{report.expected_on}, {sure}" if report.expected_on else None),
        ):
            if value not in (None, ""):
                typer.echo(f"{name:13} {value}")
        changes = select(ReportChange).where(ReportChange.report_id == report.id)
        for change in session.scalars(changes.order_by(ReportChange.id)):
            when = datetime.fromtimestamp(change.at, MEXICO_CITY)
            why = f" ({change.reason})" if change.reason else ""
            typer.echo(f"{when:%Y-%m-%d %H:%M}  {change.state}{why}, {change.unit}")


@app.command()
def photo(
    folio: str = typer.Argument(..., help="as RS-7K3M-Q9X2"),
    folder: Path = typer.Argument(..., exists=True, file_okay=False, help="where to write them"),
) -> None:
    """Write the photos of a report to a folder."""
    from acolwhats.keys import derive_key, secret_key
    from acolwhats.reports.photos import FOLDER, KEY_PURPOSE
    from acolwhats.settings import get_settings
    from acolwhats.whatsapp.media.store import MediaStore

    settings = get_settings()
    store = MediaStore(settings.var_dir / FOLDER, derive_key(secret_key(settings), KEY_PURPOSE))
    with _reports() as (session, _):
        report = _found(session, folio)
        for number, kept in enumerate(report.photos, start=1):
            cleaned = store.get(kept["handle"])
            if cleaned is None:
                typer.echo(f"photo {number} cannot be read", err=True)
                continue
            kind = cleaned.content_type.rpartition("/")[2]
            path = folder / f"{report.folio}-{number}.{kind}"
            path.write_bytes(cleaned.content)
            typer.echo(str(path))


@app.command()
def state(
    folio: str = typer.Argument(..., help="as RS-7K3M-Q9X2"),
    to: str = typer.Argument(..., help="accepted, scheduled, in_progress, on_hold, done, …"),
    reason: Optional[str] = typer.Option(None, "--reason", help="why it is rejected: a code"),
    original: Optional[str] = typer.Option(None, "--of", help="folio that it repeats"),
) -> None:
    """Take a report to another state; who asked for it is told."""
    from acolwhats.reports.folio import parse_folio
    from acolwhats.reports.service import change_state
    from acolwhats.reports.states import State

    with _reports() as (session, _):
        report = _found(session, folio)
        other = (parse_folio(original) or original) if original else None
        change_state(session, report, State(to), time.time(), reason, other)
        typer.echo(f"{report.folio}: {report.state}")


@app.command()
def assign(
    folio: str = typer.Argument(..., help="as RS-7K3M-Q9X2"),
    unit: str = typer.Argument(..., help="code of data/reports/categories.yml"),
) -> None:
    """Hand a report to another unit."""
    from acolwhats.reports import service

    with _reports() as (session, categories):
        report = _found(session, folio)
        service.assign(session, report, unit, categories, time.time())
        typer.echo(f"{report.folio}: {categories.unit_title(report.unit)}")


@app.command()
def export(
    file: Path = typer.Argument(..., help="FILE.csv or FILE.geojson"),
    states: List[str] = _STATES,
    categories: List[str] = _CATEGORIES,
    units: List[str] = _UNITS,
) -> None:
    """Write reports to a file, without anything about persons."""
    from acolwhats.reports.export import write_csv, write_geojson
    from acolwhats.reports.service import every_report

    writers = {".csv": write_csv, ".geojson": write_geojson}
    write = writers.get(file.suffix.lower())
    if write is None:
        exit_with("the file must end in .csv or .geojson")
    with _reports() as (session, known):
        wanted = _filter(states, categories, units)
        # Spreadsheets take CSV for UTF-8 only with its mark.
        encoding = "utf-8-sig" if write is write_csv else "utf-8"
        with file.open("w", encoding=encoding, newline="") as out:
            count = write(every_report(session, wanted), known, out)
    typer.echo(f"{count} report(s) in {file}")


@app.command()
def check() -> None:
    """Check the configuration: categories and places."""
    from acolwhats.reports.places import get_places

    with _reports() as (_, categories):
        places = get_places()
    doubtful = [c.code for c in categories.by_code.values() if not c.is_confirmed]
    typer.echo(f"{len(categories.by_code)} categories, {len(places.names)} names of places.")
    if doubtful:
        typer.echo(f"Goals that no unit has confirmed: {', '.join(doubtful)}.")


@keys.command("create")
def create_key(name: str = typer.Argument(..., help="whose program it is")) -> None:
    """Make a key and show it, once."""
    from acolwhats.reports.open311.keys import create

    with _reports() as (session, _):
        key_id, key = create(session, name, time.time())
        typer.echo(f"{key_id}  {key}")
        typer.echo("Keep it now: it is not shown again.", err=True)


@keys.command("list")
def list_keys() -> None:
    """List keys; not the keys themselves."""
    from acolwhats.reports.open311.keys import known
    from acolwhats.reports.service import MEXICO_CITY

    with _reports() as (session, _):
        for key in known(session):
            day = datetime.fromtimestamp(key.created_at, MEXICO_CITY)
            typer.echo(f"{key.id}  {day:%Y-%m-%d}  {'revoked' if key.revoked_at else '':8}  {key.name}")  # fmt: skip


@keys.command("revoke")
def revoke_key(key_id: str = typer.Argument(..., help="id that `keys list` shows")) -> None:
    """Refuse a key from now on."""
    from acolwhats.reports.open311.keys import revoke

    with _reports() as (session, _):
        if not revoke(session, key_id, time.time()):
            exit_with(f"there is no key {key_id} that is valid")
        typer.echo(f"{key_id} is refused from now on.")
