"""The bridge's clock: seconds since the epoch. Tests give their own."""

from __future__ import annotations

import time
from typing import Callable

Clock = Callable[[], float]

system_clock: Clock = time.time
