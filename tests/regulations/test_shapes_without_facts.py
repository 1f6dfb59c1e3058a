"""Nicknames of people whom no directory knows: a pattern is held as far as it can tell."""

from django.test import SimpleTestCase

from groupadmin.regulations.patterns import parse

PARENT, TEACHER = "{class}{pupil}{kinship}", "{name}({class}班主任|{subject})"
CHAMBER = "{company}({department}|{post}){name}"
MEMBER = "{alias}{gender_mark}{tag}"


class ShapesWithoutFacts(SimpleTestCase):
    def fits(self, nickname, *templates):
        return any(parse(template).check(nickname, {}).ok for template in templates)

    def test_parents_and_teachers(self):
        for nickname in ("三班刘小明爸爸", "王芳数学", "王芳数学老师", "李静三班班主任", "欧阳修文道德与法治"):
            self.assertTrue(self.fits(nickname, PARENT, TEACHER), nickname)
        for nickname in ("海阔天空", "刘小明爸爸", "三班刘小明", "王芳", "王芳老师", "三班爸爸"):
            self.assertFalse(self.fits(nickname, PARENT, TEACHER), nickname)

    def test_members_of_a_chamber(self):
        for nickname in ("安徽商会金融服务部张三", "恒达集团总经理王五", "恒达（上海）集团财务部买买提·吐尔逊"):
            self.assertTrue(self.fits(nickname, CHAMBER), nickname)
        for nickname in ("恒达王五", "海阔天空", "安徽商会-金融服务部-张三", "安徽商会 金融服务部 张三", "张三"):
            self.assertFalse(self.fits(nickname, CHAMBER), nickname)
        self.assertEqual(parse(CHAMBER).check("安徽商会-金融服务部-张三", {}).reason, "wrong_separator")

    def test_what_people_choose_themselves_may_hold_marks(self):
        self.assertTrue(self.fits("清风_徐来★教师·合肥", MEMBER))
