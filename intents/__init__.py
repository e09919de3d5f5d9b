"""What did they mean? Pure understanding of one message; knows nothing of the bot."""

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
    "Label",
    "Understanding",
    "Who",
]
