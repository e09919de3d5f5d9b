"""What did they mean? Pure understanding of one message; knows nothing of the bot."""

from intents.controls import control
from intents.interpreter import Interpreter
from intents.masking.privacy import Masked, mask
from intents.parts import Part
from intents.reading.sentences import asking_clause
from intents.services import service_labels
from intents.understanding import (
    Candidate,
    Crisis,
    CrisisLevel,
    Decision,
    Label,
    Understanding,
    Who,
)

__all__ = [
    "Candidate",
    "Crisis",
    "CrisisLevel",
    "Decision",
    "Interpreter",
    "Label",
    "Masked",
    "Part",
    "Understanding",
    "Who",
    "asking_clause",
    "control",
    "mask",
    "service_labels",
]
