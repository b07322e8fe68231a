"""Proves what a told month says from the facts beside it: numbers, names, counts, and every word that compares.

In: the text of a paper and a recount of the filled forms (``told_recount``). Out: what could not be proven, one line
each. Of the project's templates and sentences it knows nothing: it reads Chinese. A number, or a comparing word, that no
statement below proves is a fault; so is a statement that is not so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from told_recount import BLUE, GREEN, LIT, MISSING, OPEN, RED, WAITING, YELLOW, Recount, Row

NUM = r"([\d.]+)"
COMPARING = re.compile(
    r"增长|下降|持平|转好|转差|增加|减少|提高|降至|升至|减为|超序时|低于|高于|仅|均|全部|最[快慢多少高低大小]|不足|未变|没有新增"
)
DATES = re.compile(
    r"\d{4}年(\d{1,2}月)?(\d{1,2}日)?|\d{1,2}月(\d{1,2}日)?|\d{1,2}时(\d{1,2}分)?|[表附件图见]+\d+|^[\s　]*\d+\."
)
MINE = {
    "已完成": BLUE,
    "达序时进度": GREEN,
    "进度偏慢": YELLOW,
    "滞后": RED,
    "待报齐": OPEN,
    "未报": MISSING,
    "未到时限": WAITING,
}
SAID = {
    "自报已完成": BLUE, "自报正常推进": GREEN, "自报存在滞后或未启动": YELLOW, "自报滞后或未启动较多": RED,
    "待报齐": OPEN, "未报": MISSING, "未到时限": WAITING,
}  # fmt: skip
ENDED = {**MINE, "目标已达到、单位仍在推进": GREEN, "基本完成": YELLOW, "未完成": RED}
BY_ROWS = {
    **MINE,
    "达到年度目标": BLUE,
    "未完成但接近目标": YELLOW,
    "未达标但接近目标": YELLOW,
    "未完成": RED,
    "其他未完成": RED,
    "保持或达到": GREEN,
    "保持目标": GREEN,
    "未达标": RED,
    "其他未达标": RED,
}
STATES = "|".join(sorted({*MINE, *SAID, *ENDED, *BY_ROWS}, key=len, reverse=True))


@dataclass
class Sentence:
    """A sentence and which of its characters have been proven; ``faults`` are statements that are not so."""

    text: str
    proven: list[bool] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.proven = [False] * len(self.text)

    def cover(self, start: int, end: int) -> None:
        self.proven[start:end] = [True] * (end - start)

    def prove(
        self, pattern: str, test: Callable[[re.Match[str]], object], start: int = 0, end: int | None = None
    ) -> None:
        """Every place of the pattern between the bounds is proven by the test, or is a fault."""
        for found in re.compile(pattern).finditer(self.text, start, len(self.text) if end is None else end):
            if not test(found):
                self.faults.append(f"“{found[0]}”不对：{self.text}")
            self.cover(*found.span())

    def unproven(self) -> Iterator[str]:
        for pattern in (re.compile(r"\d+(?:\.\d+)?"), COMPARING):
            for found in pattern.finditer(self.text):
                if not all(self.proven[found.start() : found.end()]):
                    yield f"“{found[0]}”没有依据：{self.text}"


def near(text: str, value: float | None) -> bool:
    """Whether the printed number is that value, rounded half up as printed."""
    if value is None:
        return False
    decimals = len(text.partition(".")[2])
    return abs(abs(float(text)) - abs(value)) <= 0.5 * 10**-decimals + 1e-6


class Checker:
    """One told month."""

    def __init__(self, recount: Recount, last_year: Recount | None = None) -> None:
        self.now, self.last_year = recount, last_year
        self.before = recount.at(1)
        self.rows = recount.rows
        self.listed: set[str] = set()  # units of a table of units above
        self.by_name = {row.name: row for row in self.rows.values()}
        self.titles = {number: row["简称"] for number, row in recount.tasks.items()}
        units = recount.book["单位"]
        self.units = {row["单位"]: row["单位"] for row in units if row.get("编码")}
        self.units |= {row["简称"]: row["单位"] for row in units if row.get("编码")}

    def check(self, text: str) -> list[str]:
        """All faults of the paper's text."""
        faults: list[str] = []
        for line in text.splitlines():
            faults += self._table_row(line) if line.startswith("｜") else self._line(Sentence(line))
        return faults

    # --- prose ---

    def _line(self, one: Sentence) -> list[str]:
        for found in DATES.finditer(one.text):
            one.cover(*found.span())
        self._quotes(one)
        self._names(one)
        self._returns(one)
        self._counts(one)
        self._tasks(one)
        self._indicators(one)
        self._units(one)
        self._asked(one)
        return [*one.faults, *one.unproven()]

    def _quotes(self, one: Sentence) -> None:
        """A unit's own words stand in what it filled in."""
        whole = _flat("".join(self._words()))
        for found in re.finditer(r"(\S{2,12}?)反映：“([^”]+)”(?:，计划：“([^”]+)”)?", one.text):
            unit = self._unit_at_end(found[1])
            for words in filter(None, (found[2], found[3])):
                if unit is None or _flat(words) not in _flat("".join(self._words(unit))):
                    one.faults.append(f"不是单位原话：{words}：{one.text}")
            one.cover(*found.span())
        for found in re.finditer(r"([一-龥]{2,12}?)计划：“([^”]+)”", one.text):  # page one has the reason
            unit = self._unit_at_end(found[1])
            if unit is None or _flat(found[2]) not in _flat("".join(self._words(unit))):
                one.faults.append(f"不是单位原话：{found[2]}：{one.text}")
            one.cover(*found.span())
        for found in re.finditer(r"^([^：]{2,60}?)：(?!“)(.+。)$", one.text):  # 典型经验
            unit = self._unit_at_end(found[1])
            parts = [part for part in re.split("。", found[2]) if part]
            if unit and all(_flat(part) in whole for part in parts):
                one.cover(*found.span())

    def _words(self, only: str = "") -> Iterator[str]:
        for unit, said in self.now.returns.items():
            if only and unit != only:
                continue
            for cells in said["tasks"].values():
                yield from (f"{cell}／" for cell in cells[2:] if cell)
            for cells in said["texts"]:
                yield from (f"{cell}／" for cell in cells if cell)

    def _unit_at_end(self, text: str) -> str | None:
        known = [name for name in self.units if text.endswith(name)]
        return self.units[max(known, key=len)] if known else None

    def _names(self, one: Sentence) -> None:
        def lead(found: re.Match[str]) -> bool:
            names = str(self.now.tasks[found[2]].get("牵头单位", "")).split("、")
            said = found[3]
            right = said in ("、".join(names), f"{names[0]}等{len(names)}家")
            return found[1].endswith(self.titles[found[2]]) and right

        one.prove(r"([^（）；，。、：]+)（第(\d+)项，(.+?)牵头）", lead)
        one.prove(
            r"([^（）；，。、：]+)（第(\d+)项）",
            lambda found: found[1].endswith(self.titles.get(found[2], "?")),
        )
        one.prove(
            r"涉及第([\d、]+)项任务", lambda found: all(no in self.titles for no in found[1].split("、"))
        )
        rest = one.text
        for name in sorted([*self.units, *self.by_name, *self.titles.values()], key=len, reverse=True):
            rest = rest.replace(name, "")
        for found in re.finditer(r"[一-龥]{2}县(?![市域区（])", rest):
            if not all(one.proven[one.text.find(found[0]) : one.text.find(found[0]) + 1]):
                one.faults.append(f"不认识“{found[0]}”：{one.text}")

    def _returns(self, one: Sentence) -> None:
        now = self.now
        absent = [unit for unit in now.units if unit not in now.received]
        whole, came = len(now.units), len(now.received)
        one.prove(r"应报的(\d+)个单位均未报送", lambda f: int(f[1]) == whole and came == 0)
        one.prove(r"应报的(\d+)个单位均已报送", lambda f: int(f[1]) == whole == came)
        one.prove(
            r"应报的(\d+)个单位中(仅?)(\d+)个已报",
            lambda f: int(f[1]) == whole and int(f[3]) == came and bool(f[2]) <= (came * 2 < whole),
        )
        one.prove(r"不足半数", lambda f: came * 2 < whole)
        one.prove(r"(?:其余|未报的)(\d+)个(?:单位)?", lambda f: int(f[1]) == len(absent))
        one.prove(
            r"(?<=已报，)([^，。]+?)未报(?=。)",
            lambda f: f[1].startswith("其余") or self._same_units(f[1], absent),
        )
        one.prove(r"(?<=个已报)（([^）]+)）", lambda f: self._same_units(f[1], now.received))
        one.prove(
            r"(\d+月或)?\d+月报送的单位不足一半",
            lambda f: (
                (came * 2 < whole)
                if not f[1]
                else min(came, len(self.before.received) if self.before else 0) * 2 < whole
            ),
        )
        one.prove(
            r"（(另?)不含([^）]+)）",
            lambda f: all(self.units.get(name) for name in f[2].split("、")) and bool(f[1]) <= bool(absent),
        )
        one.prove(
            r"(\d+)个单位（([^）]+)）(?:数据退回核改|应填项未填齐)",
            lambda f: int(f[1]) == len(f[2].split("、")),
        )
        one.prove(r"合计不含未报单位", lambda f: bool(absent))
        one.prove(r"两个月均已报的单位", lambda f: True)

    def _same_units(self, text: str, units: list[str]) -> bool:
        return sorted(self.units.get(name, name) for name in text.split("、")) == sorted(units)

    def _counts(self, one: Sentence) -> None:
        """Tasks and indicators by state: each count, and that the parts make the whole."""
        now = self.now
        status = now.statuses.values()
        whole = len(now.tasks)
        steps = now.steps
        reds = [number for number, one_ in now.statuses.items() if one_[0] == RED]
        for how, words, basis in (
            ("按指标判定", ENDED if now.last else MINE, "指标"),
            ("按单位自报", {word.removeprefix("自报"): light for word, light in SAID.items()}, "自报"),
        ):
            mine = [state for state, kind, _, _ in status if kind == basis]

            def split(found: re.Match[str], mine: list[str] = mine, words: dict[str, str] = words) -> bool:
                return int(found[1]) == len(mine) and _parts(found[2], mine, words)

            one.prove(how + r"(\d+)项（([^）]+)）", split)
        one.prove(
            r"(\d+)项任务均待报齐后判断",
            lambda f: int(f[1]) == whole and all(s[0] in (OPEN, MISSING) for s in status),
        )
        one.prove(r"(\d+)项任务均已完成", lambda f: int(f[1]) == whole and all(s[0] == BLUE for s in status))
        one.prove(r"(\d+)项任务中(?=，按)", lambda f: int(f[1]) == whole)
        one.prove(r"没有滞后任务", lambda f: not reds)
        one.prove(r"滞后任务(\d+)项", lambda f: int(f[1]) == len(reds))
        their = [number for number in reds if now.statuses[number][1] == "自报"]
        one.prove(r"（含按单位自报判定的(\d+)项）", lambda f: 0 < int(f[1]) == len(their) < len(reds))
        newly = [n for n, (old, new) in steps.items() if new == RED != old and now.statuses[n][0] == RED]
        runs = {now.red_months(number) for number in reds}
        one.prove(
            r"滞后任务(\d+)项，均已连续(\d+)个月滞后",
            lambda f: int(f[1]) == len(reds) and runs == {int(f[2])},
        )
        one.prove(r"新转为滞后(\d+)项", lambda f: int(f[1]) == len(newly))
        one.prove(r"与\d+月可比的任务(\d+)项", lambda f: int(f[1]) == len(steps))
        one.prove(r"状态均有变化", lambda f: steps and not now.steps_of(0))
        one.prove(r"(\d+)项状态未变", lambda f: int(f[1]) == len(now.steps_of(0)))
        one.prove(r"可比的任务状态均未变", lambda f: steps and len(now.steps_of(0)) == len(steps))
        one.prove(r"转好(\d+)项", lambda f: int(f[1]) == len(now.steps_of(1)))
        one.prove(r"转差(\d+)项", lambda f: int(f[1]) == len(now.steps_of(-1)))
        was = now.was_red
        better, eased = (
            [n for n in was if n in steps and steps[n][1] in group] for group in ((GREEN, BLUE), (YELLOW,))
        )
        still = [n for n in was if now.statuses[n][0] == RED]
        other = [n for n in was if n not in (*better, *eased, *still)]
        one.prove(r"\d+月滞后的(\d+)项均?已转好", lambda f: int(f[1]) == len(was) == len(better))
        one.prove(
            r"\d+月滞后的(\d+)项均?有好转(?!但)", lambda f: int(f[1]) == len(was) == len(better + eased)
        )
        one.prove(
            r"\d+月滞后的(\d+)项均?(?:待报齐|没有判定|判定依据不同)",
            lambda f: int(f[1]) == len(was) == len(other),
        )
        one.prove(
            r"(?<!滞后的)(?<!\d)(\d+)项((?:待报齐|没有判定|或|判定依据不同)+)，不作比较",
            lambda f: int(f[1]) == len(other) and _why_not(f[2], [now.statuses[n][0] for n in other]),
        )
        one.prove(r"\d+月滞后的(\d+)项均?未转好", lambda f: int(f[1]) == len(was) == len(still))
        one.prove(r"\d+月滞后的(\d+)项均?有好转但仍偏慢", lambda f: int(f[1]) == len(was) == len(eased))
        one.prove(r"\d+月滞后的(\d+)项(?=中)", lambda f: int(f[1]) == len(was))
        one.prove(r"(\d+)项已转好", lambda f: int(f[1]) in (len(better), len(was)))
        one.prove(
            r"(\d+)项有好转但(没有全部完成|仍偏慢)",
            lambda f: int(f[1]) == len(eased) and now.last is (f[2] != "仍偏慢"),
        )
        one.prove(
            r"(\d+)项(年底未完成|仍滞后)",
            lambda f: int(f[1]) == len(still) and now.last is (f[2] != "仍滞后"),
        )
        for word, basis in (
            ("基本完成" if now.last else "进度偏慢", "指标"),
            ("自报存在滞后或未启动", "自报"),
        ):
            slow = [n for n, row in now.statuses.items() if row[:2] == (YELLOW, basis)]
            one.prove(
                word
                + r"的(\d+)项(?:任务为([^；。]+)|、自报存在滞后或未启动的\d+项任务见附件1|任务见附件1)(?=[；。])",
                lambda f, slow=slow: (
                    int(f[1]) == len(slow) and (not f[2] or _numbers(f[2]) == sorted(slow, key=int))
                ),
            )
        self._indicator_counts(one)

    def _indicator_counts(self, one: Sentence) -> None:
        now = self.now
        due = [row for row in self.rows.values() if row.due]
        paced, point = ([row.light for row in due if row.paced is side] for side in (True, False))
        waiting = [r for r in self.rows.values() if not r.due and r.target is not None]
        one.prove(r"应统计指标(\d+)项", lambda f: int(f[1]) == len(due))
        for head, mine in (("有序时进度", paced), ("只看是否达标", point)):
            one.prove(
                head + r"的(\d+)项均(" + STATES + ")",
                lambda f, mine=mine: int(f[1]) == len(mine) and set(mine) == {BY_ROWS[f[2]]},
            )
            one.prove(
                head + r"的(\d+)项中，([^；。]+)",
                lambda f, mine=mine: int(f[1]) == len(mine) and _parts(f[2], mine, BY_ROWS),
            )
        one.prove(r"另有(\d+)项未到统计期", lambda f: int(f[1]) == len(waiting))
        behind = [
            r for r in due if r.light in (RED, YELLOW) and (r.gap or 0) < 0 and r.reported == r.expected
        ]
        open_ = [r for r in due if r.light in (RED, YELLOW) and r.paced and r.reported < r.expected]
        reds = [r for r in behind if r.light == RED]
        one.prove(
            r"(?:低于序时进度|有序时进度、年底未完成)的指标(\d+)项(?:，其中(?:滞后|● 红)(\d+)项)?",
            lambda f: (
                len(behind) <= int(f[1]) <= len(behind) + len(open_)
                and len(reds) <= int(f[2] or 0) <= len(reds) + sum(r.light == RED for r in open_)
            ),
        )
        one.prove(r"图为差距最大的七项", lambda f: len(behind) + len(open_) > 7)
        one.prove(
            r"各月任务状态：\d+月(?:滞后|未完成)(\d+)项",
            lambda f: int(f[1]) == now.count(lambda status: status[0] == RED) > 0,
        )
        unmet = [r for r in self._year_end() if not _met(r)]
        one.prove(r"年底到期、尚未达标的指标(\d+)项", lambda f: int(f[1]) == len(unmet))
        open_now = [r for r in unmet if self.rows[r.id].light in (OPEN, MISSING)]
        months = [m for back in range(self.now.month) if (m := self.now.at(back))]
        asked = {id for m in months for id, row in m.rows.items() if row.due}
        waiting = [r for r in unmet if r.id not in asked]
        if "年底到期" in one.text:
            one.prove(
                r"（含(?:报数不齐、没有判定的(\d+)项)?，?(?:未到统计期的(\d+)项)?）",
                lambda f: [int(f[1] or 0), int(f[2] or 0)] == [len(open_now), len(waiting)],
            )
        if self.last_year:
            left = [r for r in self.last_year.rows.values() if r.target is not None and not _met(r)]
            one.prove(r"未完成目标的指标(\d+)项", lambda f: int(f[1]) == len(left))
            unjudged = [r for r in left if r.light in (OPEN, MISSING)]
            if "年未完成目标" in one.text:
                one.prove(r"（含报数不齐、没有判定的(\d+)项）", lambda f: int(f[1]) == len(unjudged))
        one.prove(
            r"按今年最快三个月的平均进度也难以完成的(\d+)项",
            lambda f: now.month >= 9 and int(f[1]) == self._too_slow(unmet),
        )
        one.prove(r"全部(?=见汇总表)", lambda f: True)

    def _too_slow(self, unmet: list[Row]) -> int:
        """How many of them ask more a month than their best three months gave; not of a part of the units."""
        kinds = {line["指标编号"]: line for line in self.now.book["指标"]}
        months = [m for back in range(self.now.month) if (m := self.now.at(back)) and m.returns]
        count = 0
        for row in unmet:
            runs_up = kinds[row.id]["类型"] in ("年内累计", "投资")
            if not runs_up or row.total is None or row.reported < row.expected:
                continue
            added = sorted((v for m in months if (v := m.rows[row.id].added) is not None), reverse=True)[:3]
            left = (row.target or 0) - row.total
            count += len(added) == 3 and left / (12 - self.now.month) > sum(added) / 3 + 1e-9
        return count

    def _year_end(self) -> list[Row]:
        """Targets of the year with their last known value."""
        found = []
        for id, row in self.rows.items():
            if row.target is None:
                continue
            months = [m for back in range(self.now.month) if (m := self.now.at(back))]
            found.append(next((m.rows[id] for m in months if m.rows[id].total is not None), row))
        return found

    def _tasks(self, one: Sentence) -> None:
        """What is said behind a task's name, up to the next one."""
        places = [(f.end(), f[1]) for f in re.finditer(r"（第(\d+)项[^）]*）", one.text)]
        for at, (start, number) in enumerate(places):
            end = places[at + 1][0] if at + 1 < len(places) else len(one.text)
            months = self.now.red_months(number)
            one.prove(r"自(\d+)月起连续(\d+)个月滞后", lambda f, m=months: int(f[2]) == m, start, end)
            one.prove(r"均?已连续(\d+)个月滞后", lambda f, m=months: int(f[1]) == m >= 2, start, end)
            light, _, n, m = self.now.statuses[number]
            one.prove(
                r"已报的(\d+)家中(\d+)家自报滞后或未启动",
                lambda f, n=n, m=m: (int(f[1]), int(f[2])) == (m, n),
                start,
                end,
            )
            said = [word for word, _ in self.now.said(number).values()]
            one.prove(
                r"已报单位均自报((?:“[^”]+”或?)+)",
                lambda f, s=said: set(re.findall("“([^”]+)”", f[1])) == set(s),
                start,
                end,
            )
            basis = self.now.statuses[number][1]
            one.prove(
                r"(?:进度偏慢|基本完成)(?=[；。])",
                lambda f, x=(light, basis): x == (YELLOW, "指标"),
                start,
                end,
            )
            one.prove(
                r"由单位自报存在滞后或未启动(?=。)",
                lambda f, x=(light, basis): x == (YELLOW, "自报"),
                start,
                end,
            )
        for group in re.finditer(
            r"((?:[^（；，：。]+（第\d+项）、?)+)，(均?)由([^（），；。]+)转为([^（）；，。]+)", one.text
        ):
            numbers = _numbers(group[1])
            for number in numbers:
                self._turn(one, number, group[3], group[4])
            if bool(group[2]) is not (len(numbers) > 1):
                one.faults.append(f"均用错：{group[0]}：{one.text}")
            one.cover(group.start(2), group.end(2))
        for word, sign in (("转差的为", -1), ("转好的为", 1)):
            for found in re.finditer(word + r"(.*?)(?=转好的为|$)", one.text):
                one.cover(found.start(), found.start() + len(word))
                if any(n not in self.now.steps_of(sign) for n in _numbers(found[1])):
                    one.faults.append(f"{word}不对：{one.text}")

    def _turn(self, one: Sentence, number: str, old: str, new: str) -> None:
        words = {**MINE, **SAID, **({"基本完成": YELLOW, "未完成": RED} if self.now.last else {})}
        pair = (words.get(old.strip("“”")), words.get(new.strip("“”")))
        if pair != self.now.steps.get(number):
            one.faults.append(f"第{number}项不是由{old}转为{new}：{one.text}")

    def _indicators(self, one: Sentence) -> None:
        """What is said behind an indicator's name, up to the next one."""
        places: list[tuple[int, int, Row]] = []
        for name in sorted(self.by_name, key=len, reverse=True):
            for found in re.finditer(re.escape(name), one.text):
                if not any(start <= found.start() < end for start, end, _ in places):
                    places.append((*found.span(), self.by_name[name]))
        places.sort(key=lambda place: place[0])
        self._worst(one, [row for _, _, row in places])
        for at, (first, start, row) in enumerate(places):
            one.cover(first, start)
            end = places[at + 1][0] if at + 1 < len(places) else len(one.text)
            self._indicator(one, self._shown(one, row), start, end)

    def _shown(self, one: Sentence, row: Row) -> Row:
        """The row as the sentence speaks of it: last year's where it speaks of what that year left."""
        if self.last_year and "年未完成目标" in one.text:
            return self.last_year.rows[row.id]
        return next(r for r in self._year_end() if r.id == row.id) if "年底到期" in one.text else row

    def _worst(self, one: Sentence, rows: list[Row]) -> None:
        """低于序时进度较多的为: those that are named are the furthest behind of all."""
        behind = [r for r in self.rows.values() if r.due and r.light in (RED, YELLOW) and (r.gap or 0) < 0]
        behind.sort(key=lambda r: r.gap or 0)
        for found in re.finditer(r"低于序时进度(较多)?的为([^。]+)。", one.text):
            told = [r for r in rows if r.name in found[2]]
            least = max(r.gap or 0 for r in told)
            right = all(r.gap is not None and r.gap < 0 for r in told) and not any(
                (r.gap or 0) < least - 1e-9 for r in behind if r not in told and r.reported == r.expected
            )
            open_ = [r for r in behind if r.reported < r.expected]  # whose gap nobody knows
            complete = len(told) == len(behind) if not open_ else "能计算差距" in one.text[: found.start()]
            if not right or (complete is bool(found[1]) and not open_):
                one.faults.append(f"不是低于序时进度最多的：{one.text}")
            one.cover(found.start(), found.start(2))

    def _indicator(self, one: Sentence, row: Row, start: int, end: int) -> None:
        def prove(pattern: str, test: Callable[[re.Match[str]], object]) -> None:
            one.prove(pattern, test, start, end)

        total, target, before = row.total, row.target, row.previous
        gap = row.gap or 0.0
        left = None if total is None or target is None else target - total
        one.prove(
            rf"(?<={re.escape(row.name[-2:])})(?:累计|完成|为|至多)?{NUM}(?=[^\d%])",
            lambda f: (
                near(f[1], gap)
                if "低于序时进度" in one.text[:start] and "个百分点" in one.text[f.end() : f.end() + 4]
                else near(f[1], total)
            ),
            start - 2,
            end,
        )
        prove(rf"为达到{NUM}[^\d，]+数", lambda f: near(f[1], row.extra.get("each")))
        prove(rf"最低{NUM}", lambda f: near(f[1], row.extra.get("lowest")))
        prove(rf"(?<!须)(?:累计|完成|为){NUM}(?=[^\d.])", lambda f: near(f[1], total) or near(f[1], row.rate))
        prove(rf"各(?:至多)?{NUM}个百分点", lambda f: near(f[1], gap))
        prove(rf"已达标的为{NUM}", lambda f: near(f[1], total))
        prove(rf"应达标{NUM}", lambda f: near(f[1], row.extra.get("asked", target)))
        prove(rf"完成年度目标的{NUM}%", lambda f: near(f[1], row.rate))
        prove(rf"超序时进度{NUM}个百分点", lambda f: gap > 0 and near(f[1], gap))
        prove(
            rf"低于序时进度(?:至多)?{NUM}个百分点",
            lambda f: gap < 0 and near(f[1], gap) and ("至多" not in f[0] or row.reported < row.expected),
        )
        prove(r"与序时进度持平", lambda f: abs(gap) < 0.05)
        prove(
            rf"(含未报单位上次累计在内，)?已达到年度目标（{NUM}[^）]*）",
            lambda f: (
                near(f[2], target)
                and row.light in (BLUE, GREEN)
                and bool(f[1]) is (row.reported < row.expected and (left or 0) > 0)
            ),
        )
        prove(r"已达到年度目标(?!（)", lambda f: row.light in (BLUE, GREEN) and near(f"{target:g}", total))
        prove(
            rf"控制在年度目标（{NUM}[^）]*）以内",
            lambda f: near(f[1], target) and row.light == BLUE and (total or 0) <= (target or 0),
        )
        prove(
            rf"年度目标{NUM}[^，（]*以内",
            lambda f: near(f[1], target) and row.light != BLUE and (total or 0) <= (target or 0),
        )
        prove(
            rf"超过年度目标（{NUM}[^）]*）(?:{NUM})?",
            lambda f: near(f[1], target) and (left or 0) < 0 and (f[2] is None or near(f[2], -(left or 0))),
        )
        prove(r"至少(?=完成年度目标)", lambda f: row.reported < row.expected)
        prove(r"，低于序时进度(?!\d)", lambda f: gap < 0)
        prove(r"至多(?=\d)", lambda f: row.reported < row.expected and gap < 0)
        words = {GREEN: "达序时进度", YELLOW: "进度偏慢", RED: "滞后"}
        prove(
            r"计入未报单位上次累计判为([^，。；（]+)",
            lambda f: row.reported < row.expected and f[1] == words.get(row.light),
        )
        prove(
            rf"，低于年度目标（{NUM}[^）]*）",
            lambda f: (
                near(f[1], target)
                and before is not None
                and total is not None
                and before >= (target or 0) > total
            ),
        )
        prove(
            rf"由(\d+)月的{NUM}[^\d]*降至{NUM}",
            lambda f: near(f[2], before) and near(f[3], total) and (before or 0) > (total or 0),
        )
        prove(rf"年度目标{NUM}", lambda f: near(f[1], target))
        kinds = {line["指标编号"]: line["类型"] for line in self.now.book["指标"]}
        bound = row.reported < row.expected and kinds[row.id] != "比率"
        prove(
            rf"(?:距目标)?(至多)?差{NUM}",
            lambda f: near(f[2], left) and (left or 0) > 0 and bool(f[1]) is bound,
        )
        prove(rf"累计数比\d+月减少{NUM}", lambda f: near(f[1], row.added) and (row.added or 0) < 0)
        both = row.extra.get("added_both", row.added)
        prove(rf"(?:月|季度)新增{NUM}(?=[^\d.]*?，)", lambda f: near(f[1], row.added) or near(f[1], both))
        prove(
            rf"(?:月|季度)新增{NUM}",
            lambda f: any(near(f[1], value) for value in (row.added, both, row.added_before)),
        )
        prove(r"（\d+月没有新增）", lambda f: row.added_before == 0)
        prove(
            r"(?<!（\d)(?<!（\d\d)(?:月|季度)(均?)没有新增",
            lambda f: row.added == 0 and (not f[1] or row.added_before == 0),
        )
        prove(rf"环比增长{NUM}%", lambda f: (row.change or 0) > 0 and near(f[1], row.change))
        prove(rf"环比下降{NUM}%", lambda f: (row.change or 0) < 0 and near(f[1], row.change))
        prove(r"与(?:\d+月|上季度)持平", lambda f: row.change is not None and abs(row.change) < 0.05)
        prove(
            rf"(?<!累计数)比(?:\d+月|上季度)(提高|增加){NUM}",
            lambda f: (row.change or 0) > 0 and near(f[2], row.change),
        )
        prove(
            rf"(?<!累计数)比(?:\d+月|上季度)(下降|减少){NUM}",
            lambda f: (row.change or 0) < 0 and near(f[2], row.change),
        )
        prove(
            r"(\d+)个承担单位中(\d+)个已报", lambda f: (int(f[1]), int(f[2])) == (row.expected, row.reported)
        )
        self._hard(one, row, start, end)
        self._doubt(one, row, start, end)

    def _hard(self, one: Sentence, row: Row, start: int, end: int) -> None:
        months = [m for back in range(self.now.month) if (m := self.now.at(back)) and m.returns]
        added = sorted(
            (m.rows[row.id].added or 0.0 for m in months if m.rows[row.id].added is not None), reverse=True
        )
        best = sum(added[:3]) / len(added[:3]) if added else None
        left = (row.target or 0) - (row.total or 0)
        monthly = left / (12 - self.now.month) if self.now.month < 12 else None
        left_months = ("", "一", "两", "三")[12 - self.now.month] if self.now.month > 8 else ""
        hard = row.reported == row.expected and (monthly or 0) > (best or 0)

        def prove(pattern: str, test: Callable[[re.Match[str]], object]) -> None:
            one.prove(pattern, test, start, end)

        prove(rf"此后平均每月须完成{NUM}", lambda f: near(f[1], monthly) and float(f[1]) > 0)
        prove(rf"此后(.)个月须完成{NUM}", lambda f: f[1] == left_months and near(f[2], left) and left < 3)
        prove(rf"今年最快三个月平均每月{NUM}", lambda f: near(f[1], best) and hard and float(f[1]) > 0)
        prove(rf"今年最快三个月共新增{NUM}", lambda f: near(f[1], (best or 0) * 3) and hard and best)
        prove(r"今年能与上月比较的各月均没有新增", lambda f: hard and not any(added))

    def _doubt(self, one: Sentence, row: Row, start: int, end: int) -> None:
        """本单位……完成率为40.9%（序时进度75.0%）: a unit's own figure against its own words."""
        head = one.text[:start]
        unit = next(
            (
                self.units[name]
                for name in sorted(self.units, key=len, reverse=True)
                if f"{name}自报“" in head
            ),
            None,
        )
        kinds = {line["指标编号"]: line for line in self.now.book["指标"]}
        value = self.now.value(kinds[row.id], unit) if unit else None
        if isinstance(value, float) and row.target and unit:
            share = value / self.now._quota(kinds[row.id], unit) * 100
            one.prove(
                rf"完成率为{NUM}%（序时进度{NUM}%）",
                lambda f: near(f[1], share) and near(f[2], row.pace) and share < (row.pace or 0) - 10,
                start,
                end,
            )

    def _units(self, one: Sentence) -> None:
        """自报进度滞后: how many tasks of which unit, and against last month."""
        behind, earlier = self._behind(self.now), self._behind(self.before)
        one.prove(r"已报单位均未自报进度滞后的任务", lambda f: not any(behind.values()))
        one.prove(
            r"自报进度滞后的仅([^（。]+)（(\d+)项）",
            lambda f: (
                {u for u, n in behind.items() if n} == {self.units.get(f[1])}
                and behind[self.units[f[1]]] == int(f[2])
            ),
        )
        for found in re.finditer(r"自报进度滞后任务(较多)?的有([^。]+)", one.text):
            told: dict[str, int] = {}
            for group in re.finditer(r"([^，]+?)(各?)(\d+)项", found[2]):
                told |= {self.units.get(name, name): int(group[3]) for name in group[1].split("、")}
            there = {unit: count for unit, count in behind.items() if count}
            shown = {u: n for u, n in there.items() if n >= min(told.values())} if found[1] else there
            if told != shown:
                one.faults.append(f"自报滞后不对：{told} {there}：{one.text}")
            one.cover(*found.span())
        for found in re.finditer(r"(?<=自报进度滞后的任务)([^。]+)", one.text):
            for group in re.finditer(r"([^；，减增各]+?)各?(减少|增加)(\d+)项", found[1]):
                for name in group[1].strip("、").split("、"):
                    unit = self.units.get(name, name)
                    step = behind.get(unit, 0) - earlier.get(unit, 0)
                    if step != (int(group[3]) if group[2] == "增加" else -int(group[3])):
                        one.faults.append(f"{unit}增减不对：{one.text}")
                one.cover(found.start() + group.start(), found.start() + group.end())
        doubts = list(self._contradictions())
        words = {
            u: {w for n in self.now.tasks for v, (w, _) in self.now.said(n).items() if v == u}
            for u in self.now.received
        }
        one.prove(
            r"未列出的已报单位均自报正常推进或已完成",
            lambda f: all(
                said <= {"正常推进", "已完成", "不涉及"} for u, said in words.items() if u not in self.listed
            ),
        )
        one.prove(r"共(\d+)处", lambda f: int(f[1]) == len(doubts))
        one.prove(
            r"(\S{2,12}?)自报“([^”]+)”的[^（]+（第(\d+)项）",
            lambda f: (self._unit_at_end(f[1]), f[3]) in doubts,
        )

    def _behind(self, month: Recount | None) -> dict[str, int]:
        counts: dict[str, int] = {}
        for number in month.tasks if month else ():
            for unit, (word, _) in month.said(number).items():  # type: ignore[union-attr]
                counts[unit] = counts.get(unit, 0) + (word == "进度滞后")
        return counts

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        """A unit that says 正常推进 or 已完成 while a figure of its own is over ten points behind, or unmet at its date."""
        kinds = {line["指标编号"]: line for line in self.now.book["指标"]}
        quotas = {
            (line["指标编号"], line["单位"])
            for line in self.now.book["分解"]
            if int(line["年度"]) == self.now.year
        }
        for number in self.now.tasks:
            for unit, (word, _) in self.now.said(number).items():
                mine = [row for row in self.rows.values() if row.task == number and row.due]
                if word in ("正常推进", "已完成") and any(
                    self._is_behind(kinds[row.id], row, unit, quotas) for row in mine
                ):
                    yield unit, number

    def _is_behind(self, line: dict[str, object], row: Row, unit: str, quotas: set[tuple[str, str]]) -> bool:
        value = self.now.value(line, unit)
        alone = self.now.reporters(line) == [unit]
        if (
            value is None
            or not row.paced
            or not (alone or (row.id, unit) in quotas)
            or isinstance(value, tuple)
        ):
            return False
        if alone:
            return row.light == RED and (row.gap or 0) < -10
        quota = self.now._quota(line, unit)
        return bool(quota) and value / quota * 100 < self.now.month / 12 * 100 - 10

    def _asked(self, one: Sentence) -> None:
        """What units ask for: counted once where equal, and asked by those who are named."""
        wishes: dict[str, set[str]] = {}
        for unit, said in self.now.returns.items():
            for kind, title, *_ in said["texts"]:
                if kind == "需地区协调事项":
                    wishes.setdefault(str(title), set()).add(unit)
        one.prove(r"提请领导小组研究(\d+)件", lambda f: int(f[1]) == len(wishes))
        for title, units in wishes.items():
            one.prove(
                re.escape(title) + r"（([^）]+?)提出",
                lambda f, units=units: {self.units.get(name) for name in f[1].split("、")} == units,
            )
            at = one.text.find(title)
            if at >= 0:
                one.cover(at, at + len(title))

    # --- tables ---

    def _table_row(self, line: str) -> list[str]:
        cells = line.strip("｜").split("｜")
        name = cells[0].strip("※")
        if cells[0].isdigit() and len(cells) == 9:
            return self._action_row(line, cells)
        if cells[0].isdigit() and len(cells) == 10:
            return self._unit_row(line, cells)
        if name in self.by_name and len(cells) == 9:
            return self._indicator_row(line, self.by_name[name], cells)
        return []

    def _action_row(self, line: str, cells: list[str]) -> list[str]:
        mine = [s[0] for n, s in self.now.statuses.items() if self.now.tasks[n]["行动"] == cells[1]]
        expected = [len(mine), *(mine.count(light) for light in (BLUE, GREEN, YELLOW, RED, OPEN, MISSING))]
        return [] if [int(cell) for cell in cells[2:]] == expected else [f"表1不对（{expected}）：{line}"]

    def _unit_row(self, line: str, cells: list[str]) -> list[str]:
        unit = self.units.get(cells[1])
        self.listed.add(str(unit))
        said = [
            w for n in self.now.tasks for u, (w, _) in self.now.said(n).items() if u == unit and w != "不涉及"
        ]
        held = [n for n, row in self.now.tasks.items() if unit in row["填报单位"].split("、")]
        told = [said.count(word) for word in ("已完成", "正常推进", "进度滞后", "未启动")]
        expected = [len(held), *told, len(held) - len(said)]
        doubts = sum(one == unit for one, _ in self._contradictions())
        right = [int(cell) for cell in cells[2:8]] == expected and int(cells[9]) == doubts
        return [] if right else [f"表3不对（{expected}，{doubts}）：{line}"]

    def _indicator_row(self, line: str, row: Row, cells: list[str]) -> list[str]:
        wanted = (row.extra.get("asked", row.target), row.total, row.added, row.rate, row.pace, row.gap)
        shown = (cells[2], cells[3], cells[4], cells[5], cells[6], cells[7])
        wrong = [
            text
            for text, value in zip(shown, wanted, strict=True)
            if re.fullmatch(r"−?[\d.]+", text) and not near(text.replace("−", ""), value)
        ]
        light = cells[8].replace("● ", "").replace("○ ", "").replace("◇ ", "")
        if light != row.light:
            wrong.append(f"{light}应为{row.light}")
        return [f"表2不对（{'、'.join(wrong)}）：{line}"] if wrong else []


def _flat(text: str) -> str:
    return re.sub(r"[\s“”‘’\"。]", "", text)


def _numbers(text: str) -> list[str]:
    return sorted(re.findall(r"（第(\d+)项", text), key=int)


def _parts(text: str, mine: list[str], words: dict[str, str]) -> bool:
    """滞后3项、待报齐1项 / 均待报齐: every part right, and all of them told."""
    if text.startswith("均") or text in words:
        return set(mine) == {words.get(text.removeprefix("均"))}
    parts = re.findall(r"([^、\d]+(?:、[^、\d]+)*?)(\d+)项", text)
    told = {words.get(word.strip("、")): int(count) for word, count in parts}
    return None not in told and told == {light: mine.count(light) for light in set(mine)}


def _why_not(text: str, lights: list[str]) -> bool:
    """待报齐或判定依据不同: every reason that there is, and no other."""
    there = {
        "判定依据不同" if light in LIT else "待报齐" if light == OPEN else "没有判定" for light in lights
    }
    return set(text.split("或")) == there


def _met(row: Row) -> bool:
    return row.light in (BLUE,) or (row.light == GREEN and row.light in LIT and row.gap is None)
