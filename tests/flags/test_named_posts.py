"""Staff of named posts, and of units named so: who holds none of the posts is flagged, and refused in a list."""

from groupadmin.directory.models import Department, Employee
from groupadmin.regulations.models import Admitted, Regulation, RequiredMember
from members.flags import adoption
from members.flags.wording import reason
from members.identity.values import RosterRow
from members.models import Flag
from members.rosters import plan_inputs
from tests.flags.base import FlagTestCase
from tests.making import TODAY, make_department, make_employee, make_group, make_head, make_regulation

OUT_OF_SCOPE = Flag.Kind.OUT_OF_SCOPE


class NamedPosts(FlagTestCase):
    regulation_facts = {"admission": Regulation.Admission.POSTS}

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Employee.objects.filter(pk=cls.owner.pk).update(post="值班调度员")
        cls.admit(post="调度员")
        cls.admit(post="作业长")

    @classmethod
    def admit(cls, regulation=None, **word):
        Admitted.objects.create(regulation=regulation or cls.regulation, who="按制度", **word)

    def verdicts(self, *names):
        rows = [RosterRow(number, name) for number, name in enumerate(names, 1)]
        return [row.verdict.value for row in plan_inputs.plan_for(self.group, rows, full=False).rows]

    def test_who_holds_none_of_the_posts_is_flagged_whatever_the_department(self):
        self.membership(make_employee("丙", self.sales, post="会计"))
        self.membership(make_employee("丁", self.works, post="总调度员"))
        self.membership(make_employee("戊", self.sales, level="作业长"))
        self.membership(make_employee("己", self.sales))
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), ["丙", "己"])
        self.assert_writes_nothing("out_of_scope")

    def test_the_list_says_the_same_as_the_night(self):
        make_employee("李丙丙", self.sales, post="会计")
        make_employee("李丁丁", self.works, post="总调度员")
        make_employee("李戊戊", self.sales, level="作业长")
        make_employee("李己己", self.sales)
        self.assertEqual(
            self.verdicts("李丙丙", "李丁丁", "李戊戊", "李己己"), ["ineligible", "ok", "ok", "ineligible"]
        )

    def test_a_new_post_raises_it_and_the_old_one_clears_it(self):
        mover = make_employee("丙", self.sales, post="调度员")
        self.membership(mover)
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])
        Employee.objects.filter(pk=mover.pk).update(post="会计")
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), ["丙"])
        Employee.objects.filter(pk=mover.pk).update(post="副调度员")
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])

    def test_who_must_be_in_may_be_in(self):
        RequiredMember.objects.create(regulation=self.regulation, whom="MANAGERS")
        RequiredMember.objects.create(regulation=self.regulation, whom="POST", post="厂长")
        self.membership(make_employee("李丙丙", self.sales, post="经理", is_manager=True))
        self.membership(make_employee("李丁丁", self.works, post="副厂长"))
        self.membership(make_employee("李戊戊", self.sales, post="会计"))
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), ["李戊戊"])
        self.assertEqual(self.verdicts("李丙丙", "李丁丁", "李戊戊"), ["ok", "ok", "ineligible"])

    def test_a_regulation_that_names_no_post_accuses_nobody(self):
        Admitted.objects.all().delete()
        self.admit(unit="")
        self.membership(make_employee("李丙丙", self.works, post="会计"))
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])
        self.assertEqual(self.verdicts("李丙丙"), ["ok"])

    def test_a_percent_sign_in_a_post_is_no_wildcard(self):
        Admitted.objects.all().delete()
        self.admit(post="%")
        self.membership(make_employee("丙", self.sales, post="会计"))
        self.night("out_of_scope")
        self.assertIn("丙", self.flagged(OUT_OF_SCOPE))

    def test_the_flag_tells_the_post(self):
        self.membership(make_employee("丙", self.sales, post="会计"))
        self.night("out_of_scope")
        flag = Flag.objects.select_related("group", "employee", "membership").get(kind=OUT_OF_SCOPE)
        self.assertEqual(flag.evidence["post"], "会计")
        self.assertIn("会计", reason(flag, TODAY))

    def test_other_groups_and_other_regulations_are_left_alone(self):
        other = make_group("另一群", self.sales, regulation=make_regulation("all"))
        self.membership(make_employee("丙", self.sales, post="会计"), group=other)
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])

    def test_the_preview_of_an_adoption_counts_and_names_them(self):
        tried = make_regulation("tried", admission=Regulation.Admission.POSTS)
        self.admit(tried, post="会计")
        self.membership(make_employee("丙", self.sales, post="会计"))
        preview = adoption.simulate(tried, self.only(), today=TODAY)
        self.assertEqual(preview.would_raise.get(OUT_OF_SCOPE), 1)
        self.assertEqual([each["name"] for each in preview.names[OUT_OF_SCOPE]], ["甲"])
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])

    def only(self):
        return type(self.group).objects.filter(pk=self.group.pk)

    def test_as_many_queries_for_one_as_for_fifty(self):
        self.membership(make_employee("丙", self.sales, post="会计"))
        self.night("out_of_scope")
        Flag.objects.all().delete()
        with self.queries() as few:
            self.night("out_of_scope")
        Flag.objects.all().delete()
        for number in range(50):
            self.membership(make_employee(f"丁{number}", self.sales, post="会计"))
        with self.assertNumQueries(len(few)):
            self.night("out_of_scope")
        self.assertEqual(self.flags(OUT_OF_SCOPE).count(), 51)


class NamedUnits(FlagTestCase):
    """R08: all of the centre and all project leasing departments; a transfer raises a task by itself."""

    regulation_facts = {"admission": Regulation.Admission.DEPARTMENT}

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Admitted.objects.create(regulation=cls.regulation, who="招商中心全体人员")
        Admitted.objects.create(regulation=cls.regulation, who="各项目招商部门全体人员", unit="招商")
        cls.project = make_department("一号项目", cls.company)
        cls.leasing = make_department("招商部", cls.project)
        cls.team = make_department("一组", cls.leasing)

    def test_staff_of_units_named_so_belong_and_who_moves_on_does_not(self):
        stays = make_employee("李丙丙", self.team)
        moves = make_employee("李丁丁", self.leasing)
        elsewhere = make_employee("李戊戊", self.project)
        for person in (stays, moves, elsewhere):
            self.membership(person)
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), ["李戊戊"])
        Employee.objects.filter(pk=moves.pk).update(department=self.works, department_since=TODAY)
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), ["李戊戊", "李丁丁"])

    def test_the_list_says_the_same(self):
        make_employee("李丙丙", self.team)
        make_employee("李戊戊", self.project)
        rows = [RosterRow(1, "李丙丙"), RosterRow(2, "李戊戊")]
        found = plan_inputs.plan_for(self.group, rows, full=False).rows
        self.assertEqual([row.verdict.value for row in found], ["ok", "ineligible"])

    def test_a_further_department_named_so_counts_too(self):
        both = make_employee("李丙丙", self.works)
        both.other_departments.add(self.leasing)
        self.membership(both)
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])
        self.assertEqual(Department.objects.filter(path__contains="招商").count(), 2)

    def test_heads_above_the_group_may_be_in_by_the_night_and_by_the_list(self):
        leader = make_employee("李丙丙", self.company)
        make_head(self.company, leader)
        self.membership(leader)
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])
        found = plan_inputs.plan_for(self.group, [RosterRow(1, "李丙丙")], full=False).rows
        self.assertEqual([row.verdict.value for row in found], ["ok"])


class ByAPersonsWord(FlagTestCase):
    """A condition or a minimum age is a person's word: the console shows it and accuses nobody."""

    regulation_facts = {
        "admission": Regulation.Admission.CONDITION,
        "admission_condition": "愿意参加志愿服务",
        "minimum_age": 18,
    }

    def test_neither_the_night_nor_a_list_judges_it(self):
        Admitted.objects.create(regulation=self.regulation, who="义工", post="义工")
        make_employee("李丙丙", self.works, post="会计")
        self.membership(make_employee("李丁丁", self.works, post="会计"))
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])
        found = plan_inputs.plan_for(self.group, [RosterRow(1, "李丙丙")], full=False).rows
        self.assertEqual([row.verdict.value for row in found], ["ok"])
