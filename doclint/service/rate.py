"""How often an address may ask: a bucket each, that fills with time."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

_SECONDS = 10.0
_ADDRESSES = 10_000


class Rate:
    """``limit`` requests a second, and those of ten seconds at once."""

    def __init__(self, limit: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._most = max(1.0, limit * _SECONDS)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def over(self, address: str) -> int:
        """0 where the address may ask now, which is counted; else the seconds until it may."""
        now = self._clock()
        left, since = self._left.pop(address, (self._most, now))
        left = min(self._most, left + (now - since) * self._limit)
        allowed = left >= 1
        self._left[address] = (left - 1 if allowed else left, now)
        if len(self._left) > _ADDRESSES:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) / self._limit))
