"""Reading on two Dask workers of this computer against its own children: the same forms, in turn, side by side.

    python -m benchmarks.bench_cluster [FORMS] [RUNS]

FORMS full forms (default 284) of the shipped checklist, in the batches that collect makes; RUNS of each (default 3) after
one that does not count. Connecting counts, starting the cluster does not; a crew starts anew each time, as in a command.
Prints the least and the median of the wall clock, and the ratio of the least. Exit code 1 above 1.4, or where results differ.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[:0] = [
    str(Path(__file__).resolve().parent.parent),
    str(Path(__file__).resolve().parent.parent / "tests"),
]

from cluster import scheduler

from toolkit.core.periods import Period
from toolkit.demo.returns import made_up_values
from toolkit.forms.write import write_form
from toolkit.inbox.worker import Crew, Result
from toolkit.pipeline.collecting.cluster import Cluster
from toolkit.pipeline.collecting.context import read_context
from toolkit.pipeline.collecting.read import ReadContext, ReadItem, ReadReturn, read_return
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.planning import FormPlanner
from toolkit.setup.extra import SCALE, provide

JUNE = Period(2024, 6)
AIM = 1.4
Read = list[Result[ReadReturn]]


def forms(root: Path, count: int) -> tuple[ReadContext, list[ReadItem]]:
    """So many filled forms, those of the real units again and again, and what reading may know."""
    init_folder(root)
    workspace = Workspace(root)
    workspace.keep_checklist()
    planner = FormPlanner(workspace, JUNE)
    items = []
    for unit in workspace.checklist.reporting[:count]:
        form = planner.plan(unit)
        data = write_form(replace(form, values=made_up_values(form)))
        items.append(ReadItem(f"{unit.short}.xlsx", data=data))
    context = read_context(workspace.ledger, workspace.config, workspace.checklist, JUNE)
    workspace.ledger.close()
    return context, [items[number % len(items)] for number in range(count)]


def main(count: int, runs: int) -> int:
    """Print both costs and their ratio."""
    provide(SCALE)
    with TemporaryDirectory() as name, scheduler(Path(name)) as running:
        context, items = forms(Path(name) / "root", count)
        work, batches = partial(read_return, context), [items[at : at + 2] for at in range(0, count, 2)]
        for _ in range(2):
            running.start()
        running.wait(2)

        def by_crew() -> Read:
            with Crew(workers=2, preload=[read_return.__module__]) as crew:
                return list(crew.run(work, batches))

        def by_cluster() -> Read:
            with Cluster(running.address) as workers:
                return list(workers.run(work, batches))

        ways: dict[str, Callable[[], Read]] = {"crew": by_crew, "Dask": by_cluster}
        spent: dict[str, list[float]] = {way: [] for way in ways}
        read: dict[str, Read] = {}
        for run in range(runs + 1):
            for way, work_of in ways.items():
                begun = time.perf_counter()
                read[way] = work_of()
                if run:
                    spent[way].append(time.perf_counter() - begun)
    for way, seconds in spent.items():
        print(
            f"{way:5} {min(seconds):6.2f} s least, {statistics.median(seconds):6.2f} s median ({count} forms)"
        )
    ratio = min(spent["Dask"]) / min(spent["crew"])
    same = read["crew"] == read["Dask"] and all(one.value is not None for one in read["crew"])
    print(f"ratio {ratio:.2f} (aim {AIM:g}), results {'the same' if same else 'DIFFER'}")
    return 0 if same and ratio <= AIM else 1


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in (*sys.argv[1:], *("284", "3")[len(sys.argv) - 1 :]))))
