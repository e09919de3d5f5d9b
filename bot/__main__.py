"""The command line: one thin function a command."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import bootstrap, console, server, simulation
from bot.content.loader import ContentErrors, problems
from bot.domain.staff import Role
from bot.ports import StoreAway
from bot.services import accounts
from bot.services.deps import Deps
from bot.settings import SettingsError, read

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
staff_app = typer.Typer(no_args_is_help=True, help="Accounts of the office.")
app.add_typer(staff_app, name="staff")
token_app = typer.Typer(no_args_is_help=True, help="Keys for other systems.")
app.add_typer(token_app, name="token")


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
def check(pack: Annotated[str, typer.Argument(help="Pack name or folder.")] = "") -> None:
    """Check all content and settings; list every problem with its file and entry."""
    settings = read()
    found = problems(pack or settings.pack, today=bootstrap.today().date())
    for problem in found:
        typer.echo(problem)
    if found:
        raise typer.Exit(1)
    typer.echo(f"ok: {pack or settings.pack}")


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
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _asked()
    accounts.add(_deps(), login, role, team, password)
    typer.echo(f"ok: {login}")


def _asked() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


@staff_app.command("list")
def staff_list() -> None:
    """List all accounts."""
    for member in accounts.everyone(_deps()):
        state = "disabled" if member.disabled else "active"
        typer.echo(f"{member.login}\t{member.role}\t{member.team or '*'}\t{state}")


@staff_app.command("disable")
def staff_disable(login: str) -> None:
    """Close an account; its sessions end at once."""
    accounts.disable(_deps(), login)
    typer.echo(f"ok: {login}")


@token_app.command("add")
def token_add(
    name: str,
    scope: Annotated[list[str], typer.Option(help="cases:read, cases:write or stats:read.")],
) -> None:
    """Make an API token and print it once."""
    typer.echo(accounts.make_token(_deps(), name, tuple(scope)))


def _deps() -> Deps:
    return bootstrap.deps_of(read())


@app.command()
def simulate(stories: Annotated[list[Path], typer.Argument(help="Story files.")]) -> None:
    """Play conversation stories against the engine and print what was said."""
    failed = 0
    for path in stories:
        story = simulation.Story(path, read())
        try:
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
    """Say what this machine offers and what is missing."""
    for line in server.diagnosis(read()):
        typer.echo(line)


def main() -> None:
    """Entry point of `ieum`: problems are said plainly and end with status 1."""
    try:
        app()
    except SettingsError as error:
        _fail("settings", error.problems)
    except ContentErrors as error:
        _fail("content", error.problems)
    except accounts.AccountError as error:
        _fail("accounts", (str(error),))
    except StoreAway as error:
        _fail("database", (str(error) or "not available",))


def _fail(what: str, lines: tuple[str, ...]) -> None:
    print(f"ieum: {what}: {len(lines)} problem(s)", file=sys.stderr)
    for line in lines:
        print(f"  {line}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
