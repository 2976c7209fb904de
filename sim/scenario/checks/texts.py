"""Texts: placeholders, versions, length, and what is claimed without a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks.formulas import always
from sim.scenario.sites import all_stages, texts
from sim.scenario.source import MAX_TEXT
from sim.scenario.suggest import did_you_mean
from sim.scenario.templates import TemplateError, parse_template

if TYPE_CHECKING:
    from sim.scenario.context import Context, Path
    from sim.scenario.sites import TextSite

HEADLINE = 110
LONGEST = 1200
CITED = ("documented", "claimed")


def check(context: Context) -> None:
    """Report placeholders that name nothing, versions never shown, and missing sources."""
    headlines: dict[str, Path] = {}
    for site in texts(context.file):
        _versions(context, site)
        if site.headline and isinstance(site.text, str):
            if site.text in headlines:
                context.report("NC707", site.path, "Another news item has the same headline.")
            headlines.setdefault(site.text, site.path)
    _certainties(context)
    if context.advising:
        _completeness(context)


def _versions(context: Context, site: TextSite) -> None:
    if isinstance(site.text, str):
        _one(context, site.path, site.text, headline=site.headline)
        return
    for number, version in enumerate(site.text):
        _one(context, (*site.path, number, "text"), version.text, headline=site.headline)
    open_ended = [number for number, version in enumerate(site.text) if version.when is None]
    if not open_ended:
        places = [(*site.path, number, "when") for number in range(len(site.text))]
        trees = [context.expressions[place] for place in places if place in context.expressions]
        if len(trees) == len(places) and not always(context, trees, all_stages(context.file)):
            context.report(
                "NC705",
                site.path,
                "If none of the conditions holds, nothing is shown here.",
                "Add a last version without 'when'.",
                whole=site.path,
            )
    elif open_ended[0] < len(site.text) - 1:
        context.report(
            "NC706",
            (*site.path, open_ended[0] + 1),
            "This version is never shown: one above it has no condition.",
            "Put the version without a condition last.",
            whole=site.path,
        )


def _one(context: Context, path: Path, text: str, *, headline: bool) -> None:
    try:
        slots = [piece for piece in parse_template(text) if not isinstance(piece, str)]
    except TemplateError as error:
        context.report(error.code, path, error.message, error.hint, offset=error.offset)
        return
    for slot in slots:
        if slot.kind == "variable":
            place, options, what = path, context.names.variables, "variable"
        elif slot.kind == "actor":
            place, options, what = path, context.names.actors, "actor"
        else:
            continue
        known = slot.name in options or context.excused(slot.name)
        if not known and not context.blind:
            hint = did_you_mean(slot.name, [*options, "date"])
            if what == "variable" and slot.name in context.names.actors:
                hint = f"The name of that actor is {{{slot.name}.name}}."
            context.report(
                "NC309",
                place,
                f"There is no {what} called '{slot.name}' to fill in here.",
                hint,
                offset=slot.offset,
            )
    if headline and len(text) > HEADLINE:
        context.report(
            "NC702", path, f"The headline has {len(text)} characters; {HEADLINE} fit on a line."
        )
    elif LONGEST < len(text) < MAX_TEXT:  # a longer one was reported as it was read
        context.report(
            "NC703", path, f"The text has {len(text)} characters; {LONGEST} fit on a screen."
        )


def _certainties(context: Context) -> None:
    """``documented`` and ``claimed`` need a source, their own or that of what they belong to."""
    file = context.file
    for name, stage in file.stages.items():
        path: Path = ("stages", name)
        _cited(context, path, stage.certainty, stage.source)
        for number, item in enumerate((stage.on_enter and stage.on_enter.news) or ()):
            source = item.source or stage.source
            _cited(context, (*path, "on_enter", "news", number), item.certainty, source)
    for number, transition in enumerate(file.transitions):
        for index, item in enumerate(transition.news or ()):
            source = item.source or transition.source
            _cited(context, ("transitions", number, "news", index), item.certainty, source)
    for actor, body in file.actors.items():
        for key, move in body.moves.items():
            path = ("actors", actor, "moves", key)
            places = [(path, move)]
            places += [
                ((*path, "outcomes", n), outcome)  # type: ignore[misc]
                for n, outcome in enumerate(move.outcomes or ())
            ]
            for place, what in places:
                source = what.source or move.source
                _cited(context, place, what.certainty, source)
                for number, item in enumerate(what.news or ()):
                    place_of = (*place, "news", number)
                    _cited(context, place_of, item.certainty, item.source or source)
    for number, claim in enumerate(file.claims):
        _cited(context, ("claims", number), claim.verdict, claim.source, key="verdict")
    if file.record is not None:
        for number, step in enumerate(file.record.steps):
            if step.date is not None:
                path = ("record", "steps", number)
                _cited(context, path, "documented", step.source, key="date")


def _cited(
    context: Context,
    path: Path,
    certainty: str | None,
    source: list[str] | None,
    *,
    key: str = "certainty",
) -> None:
    if certainty in CITED and not source:
        context.report(
            "NC701",
            (*path, key),
            f"What is {certainty} needs a source.",
            "Add 'source: [id]' with an entry of 'sources'.",
            whole=path,
        )


def _completeness(context: Context) -> None:
    file = context.file
    for name, stage in file.stages.items():
        if stage.ending and stage.text is None:
            path: Path = ("stages", name)
            message = f"The ending '{name}' has no text."
            context.report("NC709", path, message, key=True, whole=path)
        if stage.fates is not None:
            played = [name for name, actor in file.actors.items() if actor.playable]
            missing = [name for name in played if name not in stage.fates]
            if missing:
                path = ("stages", name, "fates")
                message = f"Nothing is said about: {', '.join(missing)}."
                context.report("NC710", path, message, key=True, whole=path)
    for name, actor in file.actors.items():
        if actor.playable and (actor.briefing is None or not actor.wants):
            lacking = [key for key in ("briefing", "wants") if not getattr(actor, key)]
            message = f"'{name}' can be played but has no {' and no '.join(lacking)}."
            path = ("actors", name)
            context.report("NC708", path, message, key=True, whole=path)
