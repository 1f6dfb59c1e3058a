"""The register of existing groups comes in from the ledger the office has."""

from datetime import date, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from groupadmin.core import imports
from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.groups import services as groups
from groupadmin.groups.models import Group, GroupName
from members.models import Membership
from members.register import services
from members.register.planning import plan_register
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_regulation
from tests.register.ledgers import HEADER, bring_in, csv_ledger, row, xlsx_ledger


class ALedgerComesIn(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company, "销售")
        cls.owner = make_employee("张三", cls.sales, staff_no="000123")
        cls.deputy = make_employee("李四", cls.sales, staff_no="000124")
        cls.admin = make_employee("王五", cls.sales, staff_no="000125")

    def line(self, name="销售部工作群", **cells):
        cells = {"所属部门": "销售部", "群主": "张三(000123)", "副群主": "李四", "管理员": "王五"} | cells
        return row(name, **cells)

    def test_a_group_is_created_with_its_facts_and_people(self):
        bring_in(csv_ledger([self.line(平台="QQ群", 群类别="部门", 用途="报价", 群人数="56人")]))
        group = Group.objects.get()
        self.assertEqual((group.code, group.name, group.platform), ("G00001", "销售部工作群", "QQ"))
        self.assertEqual((group.department, group.purpose, group.headcount), (self.sales, "报价", 56))
        self.assertEqual(group.status, "ACTIVE")
        memberships = set(group.memberships.values_list("employee__name", "role"))
        self.assertEqual(memberships, {("张三", "OWNER"), ("李四", "DEPUTY"), ("王五", "ADMIN")})
        self.assertEqual(GroupName.objects.get().name, "销售部工作群")
        self.assertIn("xsb", group.initials)

    def test_its_clocks_start_on_the_day_of_the_import_never_on_the_day_it_was_created(self):
        rule = make_regulation("engineering", title="工程部群管理制度")
        header = [*HEADER, "建群日期", "适用制度"]
        bring_in(csv_ledger([[*self.line(), "2016年5月1日", "工程部群管理制度"]], header))
        group = Group.objects.get()
        self.assertEqual(group.created_on, date(2016, 5, 1))
        self.assertEqual((group.registered_on, group.regulation, group.regulation_since), (TODAY, rule, TODAY))
        self.assertIsNone(group.last_active_on)
        self.assertIsNone(group.roster_taken_at)
        seen = Membership.objects.values_list("first_seen_at", "evidence").distinct().get()
        self.assertEqual(seen, (NOON, None))

    def test_titles_merged_cells_sums_and_signatures_are_no_groups(self):
        titles = ["某某公司工作群管理台账（截至2026年3月）", "填表单位：办公室    填表人：赵六"]
        footer = [["合计", "", "2个"], ["审核人：", "", "", "", "日期："], ["制表：赵六"]]
        content = xlsx_ledger(
            [self.line(), self.line("二群", 群主="李四", 副群主="", 管理员=""), *footer], titles=titles
        )
        batch = bring_in(content, file_name="台账.xlsx")
        self.assertEqual(batch.counts, {"created": 2, "updated": 0, "unchanged": 0, "problems": 0})

    def test_the_file_s_own_row_numbers_are_told(self):
        content = xlsx_ledger([self.line(), self.line("二群", 所属部门="没有部")], titles=["台账", "填表人"])
        batch = services.stage_register(content=content, file_name="t.xlsx", actor=None, at=NOON)
        self.assertEqual([problem.row for problem in services.plan_of(batch).problems], [5])

    def test_a_bad_row_never_blocks_good_ones(self):
        batch = bring_in(
            csv_ledger([self.line(), self.line("二群", 群主="没有人"), self.line("三群", 群主="李四", 副群主="")])
        )
        self.assertEqual(batch.counts["created"], 2)
        self.assertEqual(set(Group.objects.values_list("name", flat=True)), {"销售部工作群", "三群"})

    def test_only_differences_are_written(self):
        bring_in(csv_ledger([self.line(), self.line("二群", 群主="李四", 副群主="")]))
        events = AuditEvent.objects.count()
        again = [self.line(群编号="G00001", 用途="报价"), self.line("二群", 群编号="G00002", 群主="李四", 副群主="")]
        batch = bring_in(csv_ledger(again), at=NOON + timedelta(days=1))
        self.assertEqual(batch.counts, {"created": 0, "updated": 1, "unchanged": 1, "problems": 0})
        self.assertEqual(Group.objects.get(code="G00001").purpose, "报价")
        changed = AuditEvent.objects.get(action="group.import_changed")
        self.assertEqual(changed.detail["changes"], {"purpose": ["", "报价"]})
        self.assertEqual(AuditEvent.objects.count(), events + 3)

    def test_a_group_without_a_number_is_known_by_name_platform_and_department(self):
        bring_in(csv_ledger([self.line()]))
        batch = bring_in(csv_ledger([self.line(), self.line(平台="QQ", 群主="李四", 副群主="")]))
        self.assertEqual((batch.counts["unchanged"], batch.counts["created"]), (1, 1))

    def test_an_empty_cell_says_nothing(self):
        bring_in(csv_ledger([self.line(用途="报价")]))
        batch = bring_in(csv_ledger([row("销售部工作群", 群编号="G00001")]))
        self.assertEqual(batch.counts["unchanged"], 1)
        self.assertEqual(Group.objects.get().purpose, "报价")
        self.assertEqual(Membership.objects.present().count(), 3)

    def test_a_new_name_is_a_change_of_name(self):
        bring_in(csv_ledger([self.line()]))
        bring_in(csv_ledger([self.line("华东销售群", 群编号="G00001")]), at=NOON + timedelta(days=9))
        names = list(GroupName.objects.values_list("name", "until"))
        self.assertEqual(names, [("华东销售群", None), ("销售部工作群", TODAY + timedelta(days=9))])
        self.assertEqual(list(Group.objects.found_by("华东")), [Group.objects.get()])

    def test_the_roster_knows_better_how_many_are_in(self):
        make_group("核过的群", self.sales, code="XS-1", headcount=40, roster_taken_at=NOON)
        batch = bring_in(csv_ledger([row("核过的群", 群编号="XS-1", 群人数="99")]))
        self.assertEqual(batch.counts["unchanged"], 1)
        self.assertEqual(Group.objects.get().headcount, 40)

    def test_a_number_the_office_gave_is_kept(self):
        bring_in(csv_ledger([self.line(群编号="XS-2024-07"), self.line("二群", 群主="李四", 副群主="")]))
        self.assertEqual(set(Group.objects.values_list("code", flat=True)), {"XS-2024-07", "G00001"})

    def test_dissolved_groups_keep_their_day_and_their_watch(self):
        bring_in(csv_ledger([self.line(状态="已解散", 解散日期="20260301")]))
        group = Group.objects.get()
        self.assertEqual((group.status, group.dissolved_on), ("DISSOLVED", date(2026, 3, 1)))
        self.assertEqual(group.watch_until, date(2026, 3, 31))

    def test_a_file_can_say_that_a_group_is_gone_and_that_it_is_back(self):
        bring_in(csv_ledger([self.line()]))
        bring_in(csv_ledger([row("销售部工作群", 群编号="G00001", 状态="已解散", 解散日期="2026/3/1")]))
        self.assertEqual(Group.objects.get().status, "DISSOLVED")
        bring_in(csv_ledger([row("销售部工作群", 群编号="G00001", 状态="使用中")]))
        group = Group.objects.get()
        self.assertEqual((group.status, group.dissolved_on, group.watch_until), ("ACTIVE", None, None))

    def test_a_merged_group_names_its_heir_in_the_same_file(self):
        header = [*HEADER, "并入群编号"]
        lines = [
            [*self.line("旧群", 群编号="A1", 状态="已合并"), "A2"],
            [*self.line("新群", 群编号="A2", 群主="李四", 副群主=""), ""],
        ]
        batch = bring_in(csv_ledger(lines, header))
        self.assertEqual(batch.counts["problems"], 0)
        self.assertEqual(Group.objects.get(code="A1").merged_into.code, "A2")

    def test_pledge_and_announcement_are_taken_over_once(self):
        header = [*HEADER, "责任书签订日期", "群公告有无"]
        content = csv_ledger([[*self.line(), "2026.02.01", "有"]], header)
        bring_in(content)
        group = Group.objects.get()
        pledge = group.pledges.get()
        self.assertEqual((pledge.signer_name, pledge.signed_on), ("张三", date(2026, 2, 1)))
        self.assertEqual(pledge.expires_on, date(2027, 2, 1))
        self.assertEqual(group.announcements.get().posted_on, TODAY)
        self.assertEqual(bring_in(content).counts["unchanged"], 1)
        self.assertEqual((group.pledges.count(), group.announcements.count()), (1, 1))

    def test_columns_we_must_not_keep_are_dropped_and_named(self):
        header = [*HEADER, "联系电话"]
        batch = bring_in(csv_ledger([[*self.line(群主="张三13800000000"), "13900000000"]], header))
        self.assertEqual(batch.dropped_columns, ["联系电话"])
        self.assertEqual(Membership.objects.get(role="OWNER").employee, self.owner)

    def test_the_same_file_again_is_recognised(self):
        content = csv_ledger([self.line()])
        first = bring_in(content)
        self.assertEqual(imports.applied_before("REGISTER", imports.file_hash(content)), first)

    def test_ten_rows_and_sixty_cost_the_same_to_plan(self):
        def cost(count):
            lines = [self.line(f"群{n}", 群主="张三(000123)") for n in range(count)]
            table = services.read_register(csv_ledger(lines), "t.csv")
            with CaptureQueriesContext(
                connection,
            ) as caught:
                plan_register(table, today=TODAY)
            return len(caught)

        self.assertEqual(cost(5), cost(50))

    def test_ten_rows_and_sixty_cost_the_same_to_write(self):
        def cost(start, count):
            lines = [self.line(f"群{n}", 群主="张三(000123)") for n in range(start, start + count)]
            with CaptureQueriesContext(connection) as caught:
                bring_in(csv_ledger(lines))
            return len([1 for query in caught if "SAVEPOINT" not in query["sql"]])

        few, many = cost(100, 5), cost(200, 50)
        # SQLite takes a thousand values per statement, so fifty wide rows are a few statements more, never one each.
        self.assertLess(many - few, 8)

    def test_two_previews_at_once_the_second_is_told(self):
        content = csv_ledger([self.line()])
        first = services.stage_register(content=content, file_name="t.csv", actor=None, at=NOON)
        second = services.stage_register(content=content, file_name="t.csv", actor=None, at=NOON)
        services.apply_register(first, actor=None, at=NOON)
        with self.assertRaises(services.RegisterHasMoved):
            services.apply_register(second, actor=None, at=NOON)
        second.refresh_from_db()
        self.assertEqual((second.state, second.counts["unchanged"]), (ImportBatch.State.PLANNED, 1))
        self.assertEqual(Group.objects.count(), 1)

    def test_a_preview_confirmed_after_a_rename_is_made_anew(self):
        bring_in(csv_ledger([self.line()]))
        batch = services.stage_register(
            content=csv_ledger([self.line(群编号="G00001", 用途="报价")]), file_name="t.csv", actor=None, at=NOON
        )
        groups.rename_group(Group.objects.get(), name="别的名字", actor=None, at=NOON)
        with self.assertRaises(services.RegisterHasMoved):
            services.apply_register(batch, actor=None, at=NOON)
        self.assertEqual(Group.objects.get().purpose, "")
