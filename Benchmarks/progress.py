# SPDX-License-Identifier: Apache-2.0
"""The progress that a comparison shows while it runs."""

import math
import os
import sys
import time


class Progress:
    """The current step: on a terminal one line that is rewritten, elsewhere a line every ten seconds."""

    def __init__(self, stream=None, every=10):
        self.stream = stream or sys.stderr
        self.terminal = self.stream.isatty()
        self.every = 0.1 if self.terminal else every
        self.start = self.last = -math.inf

    def say(self, text):
        """A line that stays."""
        print("\r\033[K" * self.terminal + text, file=self.stream, flush=True)

    def show(self, text):
        """A line that the next one replaces, on a terminal."""
        if not self.terminal:
            return self.say(text)
        columns = os.get_terminal_size(self.stream.fileno()).columns or 80
        self.stream.write("\r\033[K" + text[: columns - 1])
        self.stream.flush()

    def step(self, what, done, total):
        now = time.monotonic()
        if done == 0:
            self.start = now
            self.last = max(self.last, now - self.every) if not self.terminal else -math.inf
        if now - self.last < self.every:
            return
        self.last = now
        left = round((now - self.start) * (total - done) / done) if done else None
        remaining = "" if left is None else f", {left // 60}:{left % 60:02} left"
        self.show(f"{what}, {100 * done // total} %{remaining}")
