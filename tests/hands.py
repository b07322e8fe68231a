"""How long a person's hands and eyes are at work: a model, for no test has a person before the screen.

In: what a test does (points, clicks, types, reads, decides). Out: seconds by the keystroke-level model. Card, Moran and
Newell, "The keystroke-level model for user performance time with interactive systems", CACM 23(7), 1980: a task is the sum
of its operators, for somebody who knows the task and makes no error. What the model has not is taken slow rather than
fast. Typing by pinyin: 30 characters a minute. Reading: 25 native readers read Chinese aloud at 255 characters a minute
(IReST, Trauzettel-Klosinski and Dietz, IOVS 53(9), 2012), and people read 1.3 times as fast to themselves as aloud (238 to
183 words a minute, Brysbaert, JML 109, 2019): 330. All that is new on the page is read, whether it is needed or not: a line
once, a line in which only numbers are others by its numbers; a path, a name in letters or a number counts as two characters.

Not in it: what has nothing to do with the tool (telephoning, reading and wording the paper), and waiting for the machine,
which the tests measure.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

K = 0.5  # one key, by somebody who is no typist (0.28 average, 1.20 the worst)
P = 1.1  # point with the mouse
B = 0.2  # press and let go of its button
H = 0.4  # a hand from the mouse to the keys, or back
M = 1.35  # think what comes next; decide
CHARACTER = 2.0  # of Chinese, typed by pinyin: four keys
READ = 60 / 330  # a character that stands there
_LATIN, _NUMBER = re.compile(r"[!-~]+"), re.compile(r"[0-9]+")


@dataclass
class Hands:
    """What was done so far; a line that was read once is not read again."""

    counted: Counter[str] = field(default_factory=Counter)
    _read: set[str] = field(default_factory=set)

    def click(self) -> None:
        """Decide, point, click."""
        self.counted.update(M=1, P=1, B=1)

    def again(self) -> None:
        """The same button, asked whether one is sure."""
        self.counted.update(M=1, B=1)

    def choose(self) -> None:
        """One of a list that unfolds."""
        self.counted.update(M=2, P=2, B=2)

    def field(self, text: str) -> None:
        """Click into a field, think, type, and back to the mouse; a name that stands there already is only seen."""
        self.counted.update(M=1, P=1, B=1, H=2, typed=len(text))

    def number(self, text: str) -> None:
        """Decide, type a number of a menu, press Enter."""
        self.counted.update(M=1, K=len(text) + 1)

    def answer(self, text: str) -> None:
        """Think, type an answer in words, press Enter."""
        self.counted.update(M=1, K=1, typed=len(text))

    def files(self) -> None:
        """Files from a folder's window into a page or another window: open, choose all, drag, let go."""
        self.counted.update(M=2, P=4, B=4, H=2, K=2)

    def mail(self) -> None:
        """One draft: open it, look at it (receiver, subject, attachment: some 60 characters), send."""
        self.counted.update(M=1, P=2, B=3, read=60)

    def paper(self) -> None:
        """Open a paper in Word, save and close it; its words are the office's own work."""
        self.counted.update(M=2, P=2, B=3, H=2, K=4)

    def read(self, text: str) -> None:
        """Every line that was not there before."""
        for line in map(str.strip, text.splitlines()):
            if line not in self._read:
                known = _NUMBER.sub("0", line) in self._read
                self._read |= {line, _NUMBER.sub("0", line)}
                latin = 2 * len((_NUMBER if known else _LATIN).findall(line))
                self.counted["read"] += latin + (0 if known else len(_LATIN.sub("", line)))

    @property
    def seconds(self) -> float:
        """All of it."""
        each = {"K": K, "P": P, "B": B, "H": H, "M": M, "typed": CHARACTER, "read": READ}
        return sum(each[name] * times for name, times in self.counted.items())

    def told(self) -> str:
        """The sum with its parts, for whoever writes it down."""
        return f"{self.seconds / 60:.1f} min: " + ", ".join(
            f"{name} {times}" for name, times in sorted(self.counted.items())
        )
