"""The service intents: what people can ask the bot to do, as labels for the interpreter."""

from functools import cache

from intents.lexicon import Words, read
from intents.understanding import Decision, Label


class _Service(Words):
    id: str
    decision: Decision
    names: tuple[str, ...]
    phrases: tuple[str, ...]


class _Services(Words):
    services: tuple[_Service, ...]


@cache
def service_labels() -> tuple[Label, ...]:
    """Return the labels of every service intent of the catalogue, in the order of the data."""
    return tuple(
        Label(id=s.id, decision=s.decision, names=s.names, phrases=s.phrases)
        for s in read("services.toml", _Services).services
    )
