"""What did they mean? Pure understanding of one message; knows nothing of the bot."""

import os

# A message is read by many short products of vectors, in which threads of the algebra library only
# get in one another's way. Set before numpy is imported below.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

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
