"""How well an interpreter understands: figures over messages whose meaning is known."""

from intents.evaluation.intervals import share
from intents.evaluation.measuring import Understands, calls, measure, with_load
from intents.evaluation.sets import Danger, Sets, SetsError, Utterance, own_sets, read_sets
from intents.evaluation.values import Figure, Figures, Half, Miss, Scope, Unit

__all__ = [
    "Danger",
    "Figure",
    "Figures",
    "Half",
    "Miss",
    "Scope",
    "Sets",
    "SetsError",
    "Understands",
    "Unit",
    "Utterance",
    "calls",
    "measure",
    "own_sets",
    "read_sets",
    "share",
    "with_load",
]
