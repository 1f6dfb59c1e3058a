"""Times of lists as programs and people write them, and pastes with cells longer than anybody reads."""

from datetime import UTC, date, datetime, timedelta, timezone
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from members.identity.from_table import rows_from_table
from members.identity.headers import CHINA, parse_moment
from members.identity.pasted import rows_from_paste
from members.identity.plan import plan_roster
from members.identity.values import Verdict
from tests.identity.making import INDEX, NO_RULES, planned

LONG = "长" * 200_000


class Zones(TestCase):
    NOON = datetime(2024, 1, 2, 12, 0, tzinfo=CHINA)

    def test_a_zone_that_is_written_counts(self) -> None:
        for text in (
            "2024-01-02T04:00:00Z",
            "2024-01-02T04:00:00.000Z",
            "2024-01-02t04:00:00z",
            "2024-01-02T04:00Z",
            "2024-01-02 12:00:00+08:00",
            "2024-01-02T12:00:00+0800",
            "2024-01-01T23:00:00-05:00",
        ):
            with self.subTest(text):
                self.assertEqual(parse_moment(text), self.NOON)

    def test_a_moment_is_told_in_the_readers_zone(self) -> None:
        found = parse_moment("2024-01-01T20:00:00Z")
        assert found is not None
        self.assertEqual(found.date(), date(2024, 1, 2))
        self.assertEqual(found.utcoffset(), timedelta(hours=8))

    def test_without_one_it_is_local(self) -> None:
        west = timezone(timedelta(hours=-5))
        self.assertEqual(parse_moment("2024-01-02 12:00", west), datetime(2024, 1, 2, 12, tzinfo=west))
        self.assertEqual(parse_moment("1704168000", west), datetime(2024, 1, 2, 4, tzinfo=UTC))

    def test_halves_of_the_day(self) -> None:
        for text, hour in (
            ("2024-01-02 上午9:05", 9),
            ("2024-01-02 上午12:05", 0),
            ("2024年1月2日 下午3:05", 15),
            ("2024/1/2 晚上11:05", 23),
            ("2024-01-02 凌晨12:05", 0),
            ("2024-01-02 中午12:05", 12),
        ):
            with self.subTest(text):
                self.assertEqual(parse_moment(text), datetime(2024, 1, 2, hour, 5, tzinfo=CHINA))

    def test_a_day_without_a_time_begins_at_midnight(self) -> None:
        for text in ("2024-1-2", "2024年1月2日", "20240102", "2024.1.2", "45293"):
            with self.subTest(text):
                self.assertEqual(parse_moment(text), datetime(2024, 1, 2, tzinfo=CHINA))

    def test_what_is_no_time(self) -> None:
        for text in (
            "2024-01-02T25:00:00Z",
            "2024-13-02T04:00:00Z",
            "2024-02-30T04:00:00+08:00",
            "0001-01-01T00:00:00+08:00",
            "2024-01-02T04:00:00+99:00",
            "0000-01-01",
            "2024-01-02 25:00",
            "170416800",
            "17041680001",
            "刚刚",
        ):
            with self.subTest(text):
                self.assertIsNone(parse_moment(text))

    @given(st.text(st.sampled_from("0123456789-/:TZ+. 年月日上下午时分"), max_size=30))
    def test_every_text_is_answered(self, text: str) -> None:
        found = parse_moment(text)
        self.assertTrue(found is None or found.tzinfo is not None)

    def test_the_row_keeps_moment_and_day(self) -> None:
        header = ["群昵称", "入群时间", "最后发言时间"]
        (row,) = rows_from_table(header, [["张三", "2024-01-01T20:00:00Z", "2024-03-01 下午8:00"]]).rows
        self.assertEqual(row.joined_at, datetime(2024, 1, 2, 4, tzinfo=CHINA))
        self.assertEqual(row.spoke_last_on, date(2024, 3, 1))

    def test_a_time_that_is_none_does_not_lose_the_person(self) -> None:
        (row,) = rows_from_table(["群昵称", "入群时间"], [["张三", "很久以前"]]).rows
        self.assertEqual((row.nickname, row.joined_at), ("张三", None))


class LongCells(TestCase):
    """A paste may hold a whole book in one cell; it is read and that one row is refused, nothing breaks."""

    def test_a_table_of_tabs(self) -> None:
        found = rows_from_paste(f"群昵称\twxid\n张三\twxid_a\n{LONG}\twxid_b")
        self.assertEqual((found.kind, len(found.rows)), ("table", 2))
        rows = plan_roster(found.rows, (), INDEX, NO_RULES, full=True).rows
        self.assertEqual([row.verdict for row in rows], [Verdict.OK, Verdict.REJECTED])
        self.assertEqual((rows[1].reason, rows[1].reason_facts), ("name_too_long", {"longest": "128"}))
        self.assertEqual(len(rows[1].nickname), 128)

    def test_an_account_nobody_can_have(self) -> None:
        found = rows_from_paste(f"群昵称\twxid\n张三\t{'x' * 65}\n李四\t{'x' * 64}")
        rows = plan_roster(found.rows, (), INDEX, NO_RULES, full=True).rows
        self.assertEqual([row.reason for row in rows], ["account_too_long", "unique_name"])

    def test_commas_with_a_cell_beyond_reading(self) -> None:
        found = rows_from_paste(f"群昵称,wxid\n张三,{LONG}\n李四,wxid_b")
        rows = plan_roster(found.rows, (), INDEX, NO_RULES, full=True).rows
        self.assertEqual([row.reason for row in rows], ["account_too_long", "unique_name"])

    def test_a_quote_that_is_never_closed_stays_in_its_row(self) -> None:
        found = rows_from_paste('群昵称\twxid\n"张三\twxid_a\n李四\twxid_b')
        self.assertEqual([row.nickname for row in found.rows], ['"张三', "李四"])

    def test_the_longest_nickname_is_taken_and_one_more_is_not(self) -> None:
        rows = planned("甲" * 128, "乙" * 129).rows
        self.assertEqual([row.verdict for row in rows], [Verdict.AMBIGUOUS, Verdict.REJECTED])

    def test_an_inviter_is_cut_and_no_reason_to_refuse(self) -> None:
        (row,) = rows_from_paste(f"群昵称\t邀请人\n张三\t{'邀' * 300} ").rows
        found = plan_roster([row], (), INDEX, NO_RULES, full=True).rows[0]
        self.assertEqual((found.verdict, len(found.inviter)), (Verdict.OK, 128))
