"""The command line: one thin function a command."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import (
    bootstrap,
    console,
    diagnosis,
    evaluation,
    learning,
    reading,
    server,
    simulation,
)
from bot.content.loader import problems
from bot.domain.staff import Role
from bot.plainly import Refused, plainly
from bot.services import accounts
from bot.services.deps import Deps
from bot.settings import DEFAULT_PACK, SettingsError, read
from intents.evaluation import Half

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
staff_app = typer.Typer(no_args_is_help=True, help="Accounts of the office.")
app.add_typer(staff_app, name="staff")
token_app = typer.Typer(no_args_is_help=True, help="Keys for other systems.")
app.add_typer(token_app, name="token")
faq_app = typer.Typer(no_args_is_help=True, help="The published answers.")
app.add_typer(faq_app, name="faq")
audit_app = typer.Typer(no_args_is_help=True, help="The access log.")
app.add_typer(audit_app, name="audit")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 8080,
) -> None:
    """Run everything: channels, desk, API, dispatcher, clocks."""
    asyncio.run(server.serve(read(), host, port, typer.echo))


@app.command()
def chat() -> None:
    """Talk to the bot here in the terminal, on the same engine and database."""
    asyncio.run(console.chat(read(), typer.echo))


@app.command()
def understand() -> None:
    """Read one text or JSON object a line; write what was understood, one JSON object a line."""
    interpreter = bootstrap.scene_of(bootstrap.content_of(read())).interpreter
    for line in sys.stdin:
        text = _text_of(line.rstrip("\n"))
        print(json.dumps(interpreter.understand(text).as_json(), ensure_ascii=False), flush=True)


def _text_of(line: str) -> str:
    """The `text` of a JSON object, or the line itself."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        return str(value["text"])
    return line


@app.command()
def evaluate(
    half: Annotated[Half, typer.Option(help="Which half of the sets.")] = Half.TEST,
    html: Annotated[Path | None, typer.Option(help="Write the report as one web page.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures.")] = None,
    sets: Annotated[Path | None, typer.Option(help="Folder of other sets than our own.")] = None,
    errors: Annotated[int, typer.Option(min=0, help="Show so many of each kind (dev only).")] = 0,
    record: Annotated[bool, typer.Option(help="Take the figures as the floors (test).")] = False,
) -> None:
    """Measure how well the bot understands; status 1 when a figure fell below its floor."""
    wish = evaluation.Wish(
        half=half, html=html, json=json_file, folder=sets, errors=errors, record=record
    )
    if not evaluation.evaluate(read(), wish, typer.echo):
        raise typer.Exit(1)


@app.command()
def learn(
    fit: Annotated[bool, typer.Option("--calibrate", help="Also fit chances and needs.")] = False,
) -> None:
    """Learn anew from the product's own content: after every change of what people say."""
    learning.learn(bootstrap.labels_of(bootstrap.content_of(read())), fit=fit)
    typer.echo("ok")


@app.command()
def check(
    pack: Annotated[str, typer.Argument(help="Pack name or folder.")] = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to check for.")
    ] = None,
) -> None:
    """Check all content and settings; list every problem with its file and entry.

    What is past its review date is refused too. A running service goes on with it and states no
    amounts of it; with --on it is known before the day comes.
    """
    found: list[str] = []
    set_pack = DEFAULT_PACK
    try:
        set_pack = read().pack
    except SettingsError as error:
        found += error.problems
    pack = pack or set_pack
    found += problems(pack, today=(on or bootstrap.today()).date())
    for problem in found:
        typer.echo(problem)
    if found:
        raise typer.Exit(1)
    typer.echo(f"ok: {pack}")


@faq_app.command("print")
def faq_print() -> None:
    """Print every published answer as a resident reads it today, with all its parts."""
    content = bootstrap.content_of(read())
    for page in reading.pages(content, bootstrap.today().date()):
        typer.echo(page)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    bootstrap.store_of(read(), migrate=True).close()
    typer.echo("ok")


@staff_app.command("add")
def staff_add(
    login: str,
    role: Annotated[Role, typer.Option(help="What they may do.")],
    team: Annotated[str, typer.Option(help="Team id; none means every team.")] = "",
    password_stdin: Annotated[bool, typer.Option(help="Read the password from stdin.")] = False,
) -> None:
    """Make an account."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _asked()
    with _deps() as deps:
        accounts.add(deps, login, role, team, password)
    typer.echo(f"ok: {login}")


def _asked() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


@staff_app.command("list")
def staff_list() -> None:
    """List all accounts."""
    with _deps() as deps:
        members = accounts.everyone(deps)
    for member in members:
        state = "disabled" if member.disabled else "active"
        typer.echo(f"{member.login}\t{member.role}\t{member.team or '*'}\t{state}")


@staff_app.command("disable")
def staff_disable(login: str) -> None:
    """Close an account; its sessions end at once."""
    with _deps() as deps:
        accounts.disable(deps, login)
    typer.echo(f"ok: {login}")


@audit_app.command("verify")
def audit_verify() -> None:
    """Follow the chain of the access log; name the first row that was changed or is missing."""
    with _deps() as deps:
        broken = accounts.first_broken_access(deps)
    if broken is not None:
        typer.echo(f"broken: row {broken}")
        raise typer.Exit(1)
    typer.echo("ok")


@token_app.command("add")
def token_add(
    name: str,
    scope: Annotated[list[str], typer.Option(help=f"One of {', '.join(accounts.SCOPES)}.")],
) -> None:
    """Make an API token and print it once."""
    with _deps() as deps:
        typer.echo(accounts.make_token(deps, name, tuple(scope)))


@contextmanager
def _deps() -> Iterator[Deps]:
    """What one command needs, closed when it is done. A refusal is put into words."""
    deps = bootstrap.deps_of(read())
    try:
        yield deps
    except accounts.AccountError as error:
        words = deps.scene.content.catalog.render(error.key, error.params)
        raise Refused(words) from None
    finally:
        deps.store.close()


@app.command()
def simulate(
    stories: Annotated[
        list[Path] | None, typer.Argument(help="Story files; without any those of this clone.")
    ] = None,
) -> None:
    """Play conversation stories against the engine and print what was said."""
    settings = read()
    stories = stories or simulation.own_stories()
    if not stories:
        raise Refused("no stories here; name the files to play")
    failed = 0
    for path in stories:
        try:
            story = simulation.Story(path, settings)
            story.play()
        except simulation.StoryFailed as problem:
            failed += 1
            typer.echo(str(problem))
        else:
            typer.echo("\n".join(story.transcript))
            typer.echo(f"ok: {path}")
    if failed:
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Say what this machine offers and what is missing; status 1 when something is."""
    well = True
    for part, ok, words in diagnosis.parts(read()):
        typer.echo(f"{part:<12}{'' if ok else diagnosis.say('missing')}{words}")
        well = well and ok
    if not well:
        raise typer.Exit(1)


def main() -> None:
    """Entry point of `ieum`."""
    with plainly():
        app()


if __name__ == "__main__":
    main()
