"""How people stand in a cell of a ledger: name, number, department, outside, several of them."""

from django.test import SimpleTestCase

from members.register.people_cells import (
    EMPLOYEE,
    OUTSIDER,
    UNKNOWN,
    Mention,
    NamedPerson,
    mention,
    mentions,
    without_names,
)


class OnePerson(SimpleTestCase):
    def test_every_way_it_is_written(self):
        for text, meant in (
            ("张三", Mention("张三")),
            (" 张三 ", Mention("张三")),
            ("张三(000123)", Mention("张三", "000123")),
            ("张三 ( 000123 )", Mention("张三", "000123")),
            ("张三000123", Mention("张三", "000123")),
            ("张三 HR-07", Mention("张三", "HR-07")),
            ("000123", Mention("", "000123")),
            ("张三(销售部)", Mention("张三", department="销售部")),
            ("张三(13800000000)", Mention("张三")),
            ("王老师(外部)", Mention("王老师", identity=OUTSIDER)),
            ("王老师(外部人员)", Mention("王老师", identity=OUTSIDER)),
            ("Mr Wang(outside)", Mention("Mr Wang", identity=OUTSIDER)),
            ("小李(未识别)", Mention("小李", identity=UNKNOWN)),
            ("", Mention("")),
        ):
            with self.subTest(text=text):
                self.assertEqual(mention(text), meant)

    def test_what_the_ledger_writes_it_reads_again(self):
        for person in (
            NamedPerson(1, "张三", "000123"),
            NamedPerson(None, "王老师", identity=OUTSIDER),
            NamedPerson(None, "小李", identity=UNKNOWN),
        ):
            for language in (0, 1):
                with self.subTest(person=person, language=language):
                    read = mention(person.told(language))
                    self.assertEqual((read.name, read.staff_no), (person.name, person.staff_no))
                    self.assertEqual(read.identity, person.identity)


class SeveralPeople(SimpleTestCase):
    def test_every_separator_of_an_office(self):
        for cell in ("张三、李四", "张三，李四", "张三,李四", "张三；李四", "张三;李四", "张三/李四", "张三\n李四"):
            with self.subTest(cell=cell):
                self.assertEqual(mentions(cell), [Mention("张三"), Mention("李四")])

    def test_full_width_brackets_and_doubles_and_nobody(self):
        self.assertEqual(mentions("张三（000123）、张三(000123)"), [Mention("张三", "000123")])
        self.assertEqual(mentions("、，；"), [])
        self.assertEqual(mentions(""), [])
        self.assertEqual(mentions("张三、"), [Mention("张三")])

    def test_whoever_has_no_mark_is_staff(self):
        self.assertEqual(mention("张三").identity, EMPLOYEE)


class NamelessInTheTrail(SimpleTestCase):
    def test_people_from_outside_and_the_unidentified_lose_their_names_and_colleagues_keep_theirs(self):
        told = without_names("张三(000123)、王老师(外部)、老李(未识别)、Mr X(outside)、李四(000124)")
        self.assertEqual(told, "张三(000123)、(外部)、(未识别)、(outside)、李四(000124)")
        self.assertEqual(without_names("张三(000123)"), "张三(000123)")
