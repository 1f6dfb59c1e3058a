"""Days in every shape that files bring (practice §6)."""

from datetime import date, datetime

from django.test import SimpleTestCase

from groupadmin.core.dates import parse_date, parse_moment

THIRD = date(2025, 1, 3)


class EveryShapeOfADay(SimpleTestCase):
    def test_they_all_mean_the_third_of_january(self):
        shapes = (
            "2025-01-03", "2025-1-3", "2025/1/3", "2025/01/03", "2025.01.03", "2025.1.3", "20250103", "2025年1月3日",
            "2025年01月03号", "2025 年 1 月 3 日", "45660", "45660.5", "2025-01-03 08:05:00", "2025-01-03T08:05:00",
            "2025/1/3 8:05", "2025年1月3日 下午3点", "2025-1-3 上午 8:05", "2025/1/3 星期五 8:05", "2025年1月3日8时5分",
        )  # fmt: skip
        for shape in shapes:
            self.assertEqual(parse_date(shape), THIRD, shape)

    def test_what_is_no_day(self):
        for text in (
            "",
            "昨天",
            "2025-13-01",
            "2025-02-29",
            "20251301",
            "1.38E+10",
            "123",
            "99999",
            "2025-1-3 尚未",
            "1-3",
        ):
            self.assertIsNone(parse_date(text), text)

    def test_leap_days(self):
        self.assertEqual(parse_date("2024.2.29"), date(2024, 2, 29))


class EveryShapeOfAMoment(SimpleTestCase):
    def test_half_days(self):
        for text, hour in (
            ("2025-1-3 上午8:05", 8), ("2025-1-3 下午3:05", 15), ("2025-1-3 下午12:05", 12), ("2025-1-3 凌晨12:05", 0),
            ("2025-1-3 23:05", 23),
        ):  # fmt: skip
            self.assertEqual(parse_moment(text), datetime(2025, 1, 3, hour, 5), text)

    def test_a_day_alone_is_midnight_and_a_serial_keeps_its_fraction(self):
        self.assertEqual(parse_moment("20250103"), datetime(2025, 1, 3))
        self.assertEqual(parse_moment("45660.75"), datetime(2025, 1, 3, 18))

    def test_an_hour_that_does_not_exist(self):
        self.assertIsNone(parse_moment("2025-1-3 27:05"))
        self.assertIsNone(parse_moment("x"))
