"""What is killed in the middle loses nothing (goal R1)."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_fifty_kills() -> None:
    """Of harvests and index updates killed 50 times, every invariant holds after each; many were killed at work."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed", "--kills", "50"], cwd=ROOT, capture_output=True, text=True, timeout=110
    )
    assert (0, "") == (done.returncode, done.stderr)
    hit = re.match(r"50 kills, (\d+) of them before the work was done", done.stdout)
    assert hit
    assert int(hit[1]) >= 10
