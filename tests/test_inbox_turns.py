"""Who asks for a turn first has it first."""

from __future__ import annotations

import threading
import time

from toolkit.inbox.turns import Turns


def test_a_turn_given_back_goes_to_who_waits() -> None:
    turns, had, asked = Turns(1), [], threading.Event()

    def waiting() -> None:
        asked.set()
        with turns:
            had.append("who waited")

    with turns:
        other = threading.Thread(target=waiting)
        other.start()
        asked.wait()
        time.sleep(0.05)  # it is waiting
    with turns:  # at once, while the other is still waking up
        had.append("who had it")
    other.join()
    assert had == ["who waited", "who had it"]


def test_as_many_as_there_are_turns_at_once() -> None:
    turns, at_once, most = Turns(2), [], []

    def work() -> None:
        with turns:
            at_once.append(1)
            most.append(len(at_once))
            time.sleep(0.02)
            at_once.pop()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert max(most) == 2
    with turns, turns:  # all were given back
        pass
