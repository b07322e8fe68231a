"""Lead-unit packs that come back through the inbox: taken in once, both values stand until the office rules."""

from __future__ import annotations

import io
import sqlite3
from datetime import datetime

import docx
import openpyxl
import pytest
from collect_month import JUNE, KASHGAR, NOW, Month, ledger_content, mail, tree
from packs_month import (
    EDUCATION,
    SENT,
    Prepared,
    enter,
    filled,
    june,
    reported,
    run,
)

from toolkit.core.form import INDICATORS
from toolkit.core.reviews import review_of
from toolkit.figures.reviews.opinions import AWAITING
from toolkit.ledger.records import Adjustment, Confirmation, Ruling
from toolkit.outputs.briefing.render import write_briefing
from toolkit.outputs.summary import write_summary
from toolkit.papers.identity import LEAD_REVIEW
from toolkit.pipeline.deciding.rulingcommands import accept
from toolkit.pipeline.folder.settings import briefing_settings
from toolkit.pipeline.month.reviews import review_lines

SENTENCE = "全地区义务教育学位建设总体顺利。"


@pytest.fixture(scope="session")
def subject(prepared: Prepared) -> str:
    """An indicator of the education bureau for which Kashgar reported a number."""
    return reported(prepared.packs[EDUCATION], KASHGAR)[0]


def review(prepared: Prepared, subject: str, own: object = 7777.5, sentence: str = SENTENCE) -> bytes:
    def fill(book: openpyxl.Workbook) -> None:
        book["填写说明"]["B5"] = sentence
        enter(book["分县指标"], f"{KASHGAR}/{subject}", "核对意见", "有异议")
        enter(book["分县指标"], f"{KASHGAR}/{subject}", "本部门统计数", own)
        enter(book["分县指标"], f"{KASHGAR}/{subject}", "依据或说明", "学籍系统")
        enter(book["全地区指标"], f"all/{subject}", "核对意见", "一致")
        enter(book["分县任务"], f"{KASHGAR}/2", "核对意见", "一致")

    return filled(prepared.packs[EDUCATION], fill)


def statuses(month: Month) -> list[tuple[str, str]]:
    return [(receipt.status, receipt.unit) for receipt in run(month).receipts]


def returned(month: Month, data: bytes, moment: datetime = SENT) -> None:
    month.drop("核对表回复.xlsx", data, moment)
    assert statuses(month) == [("accepted", EDUCATION)]


class Summary:
    """A summary workbook written now, and the month that it shows."""

    def __init__(self, month: Month) -> None:
        self.state = june(month)
        data = write_summary(self.state.result, self.state.checklist, self.state.findings, self.state.context)
        self.bytes = data
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        self.details = list(book["分县明细"].iter_rows(min_row=4, values_only=True))
        self.leads = list(book["牵头单位"].iter_rows(values_only=True))

    def row(self, subject: str) -> dict[object, object]:
        """Kashgar's row of the indicator in 分县明细."""
        found = next(row for row in self.details if (row[0], row[2]) == ("喀什市", subject))
        return dict(zip(self.details[0], found, strict=True))

    def block(self) -> list[tuple[object, ...]]:
        """Rows of the sheet 牵头单位 below its table."""
        start = [i for i, row in enumerate(self.leads) if row and row[0] == "牵头单位核对情况"]
        return self.leads[start[0] :] if start else []


# --- taken in ---------------------------------------------------------------------------------


def test_a_returned_pack_is_read_isolated_archived_filed_and_kept_as_a_review(
    month: Month, prepared: Prepared, subject: str
) -> None:
    data = review(prepared, subject)
    month.drop("核对表回复.xlsx", data, SENT)
    result = run(month)
    (receipt,) = result.receipts
    assert (receipt.status, receipt.unit, receipt.period, receipt.version) == (
        "accepted",
        EDUCATION,
        "2024-06",
        1,
    )
    assert "有异议 1 条" in receipt.reason and not result.needs_person
    assert list(month.inbox.rglob("*.xlsx")) == []
    (pack,) = month.workspace.ledger.packs(LEAD_REVIEW, JUNE)
    assert pack.file == f"archive/2024-06/{EDUCATION}/v1_20240627-090000_核对表回复.xlsx"
    assert (month.root / pack.file).read_bytes() == data
    kept = review_of(pack.content, pack.file)
    assert (kept.overall, len(kept.opinions), sum(one.disputed for one in kept.opinions)) == (SENTENCE, 3, 1)


def test_the_same_bytes_twice_are_one_and_a_rerun_changes_nothing(
    month: Month, prepared: Prepared, subject: str
) -> None:
    data = review(prepared, subject)
    returned(month, data)
    month.workspace.ledger.close()
    before = ledger_content(month.root)["packs"], tree(month.root / "archive")
    assert statuses(month) == []
    month.drop("再发一次.xlsx", data, datetime(2024, 6, 27, 15))
    assert statuses(month) == [("duplicate", EDUCATION)]
    month.workspace.ledger.close()
    assert (ledger_content(month.root)["packs"], tree(month.root / "archive")) == before


def test_the_newer_review_counts_even_when_it_comes_first(
    month: Month, prepared: Prepared, subject: str
) -> None:
    older = mail("a@example.org", datetime(2024, 6, 25, 9), a__xlsx=review(prepared, subject, 1.0))
    newer = mail("a@example.org", datetime(2024, 6, 26, 9), a__xlsx=review(prepared, subject, 2.0))
    for name, data in (("b.eml", newer), ("a.eml", older)):
        month.drop(name, data)
        assert statuses(month) == [("accepted", EDUCATION)]
    (opinion,) = [one for one in june(month).context.opinions if one.finding]
    assert opinion.opinion.value == 2.0
    connection = sqlite3.connect(month.root / "archive" / "ledger.db")
    assert connection.execute("select count(*) from packs").fetchone() == (2,)
    connection.close()


def test_a_scan_beside_the_pack_is_filed_with_it(month: Month, prepared: Prepared, subject: str) -> None:
    pdf = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
    month.drop("a.eml", mail("a@example.org", SENT, a__xlsx=review(prepared, subject), b__pdf=pdf))
    assert sorted(statuses(month)) == [("accepted", EDUCATION), ("attachment", EDUCATION)]
    assert len(list((month.root / "archive" / "2024-06" / EDUCATION).iterdir())) == 2


def damage(what: str) -> object:
    def fill(book: openpyxl.Workbook) -> None:
        if what == "gone":
            del book["_meta"]
            for name in ("PackKind", "PackOwner", "Period", "ChecklistDigest"):
                del book.custom_doc_props[name]
        elif what == "contradicts":
            book["_meta"]["B2"] = "地区水利局"
        elif what == "period":
            book["_meta"]["B3"] = book.custom_doc_props["Period"].value = "六月"
        elif what == "owner":
            book["_meta"]["B2"] = book.custom_doc_props["PackOwner"].value = "地区某局"

    return fill


@pytest.mark.parametrize(
    ("what", "code"),
    [("gone", "E775"), ("contradicts", "E775"), ("period", "E775"), ("owner", "E776"), ("", "E777")],
)
def test_a_pack_with_a_damaged_identity_or_nothing_in_it_waits_for_a_person(
    month: Month, prepared: Prepared, subject: str, what: str, code: str
) -> None:
    data = review(prepared, subject) if what else prepared.packs[EDUCATION]
    month.drop("回复.xlsx", filled(data, damage(what)), SENT)  # type: ignore[arg-type]
    result = run(month)
    assert [(r.status, r.unit) for r in result.receipts] == [("waiting", "")]
    assert [finding.code for finding in result.findings] == [code]
    assert result.needs_person and (month.waiting / "回复.xlsx").is_file()
    assert month.workspace.ledger.packs(LEAD_REVIEW, JUNE) == []


def test_either_place_alone_carries_the_identity(month: Month, prepared: Prepared, subject: str) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for name in ("PackKind", "PackOwner", "Period", "ChecklistDigest"):
            del book.custom_doc_props[name]

    returned(month, filled(review(prepared, subject), fill))
    assert len(month.workspace.ledger.packs(LEAD_REVIEW, JUNE)) == 1


# --- shown until the office rules --------------------------------------------------------------


def test_both_values_stand_in_the_summary_with_their_sources(
    month: Month, prepared: Prepared, subject: str
) -> None:
    plain = Summary(month)
    before = plain.state
    assert "牵头单位数" not in plain.row(subject) and plain.block() == []
    returned(month, review(prepared, subject))
    summary = Summary(month)
    after, row = summary.state, summary.row(subject)
    assert row["牵头单位数"] == 7777.5 != row["本月累计"]
    assert row["裁定"] == AWAITING
    assert str(row["来源单元格"]).startswith("指标数据!") and "/喀什市/" in str(row["来源文件"])
    assert "分县指标!P" in str(row["意见来源"]) and f"archive/2024-06/{EDUCATION}/v1" in str(row["意见来源"])
    assert after.result.figures == before.result.figures
    line = next(line for line in summary.block() if line[0] == EDUCATION and subject in str(line[2]))
    assert line[3:6] == (
        AWAITING,
        row["本月累计"],
        7777.5,
    )
    assert review_lines(after) != [] == review_lines(before)
    assert after.context.awaiting == 1
    (finding,) = [one for one in after.open if one.code == "N770"]
    assert (finding.unit, finding.key, finding.file) == (KASHGAR, subject, after.context.reviews[0].file)


def test_letting_the_reported_value_stand_settles_the_dispute_while_both_values_stay(
    month: Month, prepared: Prepared, subject: str
) -> None:
    returned(month, review(prepared, subject))
    (finding,) = [one for one in june(month).open if one.code == "N770"]
    ruling = Ruling("accept", JUNE, KASHGAR, finding.id, "以县报为准", "王敏", NOW, finding.seen)
    month.workspace.ledger.rule(ruling)
    state = june(month)
    assert state.context.awaiting == 0 and finding not in state.open and finding in state.findings
    assert "以县报为准" in state.context.handling[finding.id]
    returned(month, review(prepared, subject, 8888.0), datetime(2024, 6, 28, 9))
    assert june(month).context.awaiting == 1  # the bureau says another number: ruled on anew


def test_the_office_rules_by_the_command_that_it_uses_for_all_findings(
    month: Month, prepared: Prepared, subject: str
) -> None:
    returned(month, review(prepared, subject))
    june(month)
    accept(month.workspace, JUNE, "N770", "喀什市", "以县报为准", "王敏", NOW)
    state = june(month)
    assert state.context.awaiting == 0
    assert [one.code for one in month.workspace.ledger.findings(JUNE)].count("N770") == 1


def test_taking_the_lead_units_value_settles_the_dispute_and_counts(
    month: Month, prepared: Prepared, subject: str
) -> None:
    returned(month, review(prepared, subject))
    place = (INDICATORS, subject, "ytd")
    ledger = month.workspace.ledger
    number = ledger.adjust(Adjustment(KASHGAR, JUNE, place, 7777.5, "采用教育局数", "王敏", NOW))
    proposed = Summary(month)
    assert proposed.state.context.awaiting == 0  # the office has ruled, and waits for the unit
    assert proposed.row(subject)["本月累计"] != 7777.5 and "待单位确认" in str(proposed.row(subject)["裁定"])
    ledger.confirm_adjustment(number, Confirmation("李四", "电话", "2024-06-26", NOW))
    summary = Summary(month)
    state, row = summary.state, summary.row(subject)
    assert state.context.awaiting == 0
    assert state.result.figures[f"{subject}/2024-06/{KASHGAR}/ytd"].value == 7777.5
    assert "采用教育局数" in str(row["标注"]) and "王敏" in str(row["标注"])
    assert row["本月累计"] == row["牵头单位数"] == 7777.5 and row["裁定"] != AWAITING


def test_the_sentence_on_the_whole_stands_in_the_briefing(
    month: Month, prepared: Prepared, subject: str
) -> None:
    def paper() -> str:
        state = june(month)
        template = month.workspace.template("briefing.docx").read_bytes()
        data = write_briefing(
            template,
            state.result,
            state.checklist,
            state.context,
            briefing_settings(month.workspace.config, month.workspace.checklist),
            lead_notes=state.context.lead_notes,
        )
        document = docx.Document(io.BytesIO(data))
        return "".join(
            node.text or "" for node in document.element.body.iter() if str(node.tag).endswith("}t")
        )

    sentence = SENTENCE.rstrip("。")
    assert sentence not in paper()
    returned(month, review(prepared, subject))
    assert sentence in paper()


def test_outputs_after_a_review_are_the_same_bytes_when_run_again(
    month: Month, prepared: Prepared, subject: str
) -> None:
    returned(month, review(prepared, subject))

    first, second = Summary(month), Summary(month)
    assert first.bytes == second.bytes
    assert first.state.result.data_until == SENT
