"""KakaoTalk channel chatbot: Kakao calls our skill, and what we say is the answer to that call.

Nothing can be said outside an answer, so what staff write waits for the person's next words.
Add nothing here that other channels need: they do not know each other.
"""

from adapters.channels.kakao.runtime import create
from adapters.channels.kakao.settings import Settings

__all__ = ["Settings", "create"]
