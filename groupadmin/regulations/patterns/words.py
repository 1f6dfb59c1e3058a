"""The words of the template language: what each token is called, looks like and is shown by."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What people put between the parts of a nickname (practice §4.2); 丨 and ー are letters by category, hence by hand.
SEPARATORS = frozenset(" \t\u3000-–—―‐‑−﹣_·•・‧|丨ー/\\~+:.、,;*=&#()[]{}<>【】「」『』〔〕《》〈〉")
# fmt: off
KINSHIP = (
    "爸爸", "妈妈", "父亲", "母亲", "爷爷", "奶奶", "外公", "外婆", "姥爷",
    "姥姥", "祖父", "祖母", "伯父", "伯母", "叔叔", "婶婶", "舅舅", "舅妈",
    "姑姑", "姑父", "姑妈", "姨妈", "姨父", "阿姨", "小姨", "大伯", "哥哥",
    "姐姐", "监护人", "家长", "继父", "继母", "养父", "养母",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class PatternWord:
    """A token: its Chinese name (also the placeholder for an unknown fact), an example, and the shape of a value."""

    label: str
    example: str
    shape: re.Pattern[str]


def _no(characters: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(characters)}]+")


# A name bears no separator but the middle dot of names like 买买提·吐尔逊, and no digit.
_NAME = re.compile(rf"[^\d{re.escape(''.join(SEPARATORS - set('·•・‧')))}★☆]{{2,}}")
_TEXT = _no("★☆")
# What a company or a department is called takes two characters at least.
_UNIT = re.compile("[^★☆]{2,}")
# What is taught at school, as teachers write it behind their name.
_SUBJECTS = """
    语文 数学 英语 外语 俄语 日语 物理 化学 生物 科学 自然 政治 思政 思想品德 道德与法治 道法 品德
    历史 地理 体育 体育与健康 音乐 美术 艺术 书法 舞蹈 信息 信息技术 信息科技 计算机 电脑 编程
    通用技术 劳动 劳技 综合实践 心理 心理健康 健康 国学 阅读 写作 作文 早教 保育 生活 专业课 德育
    理综 文综 校本 双语
""".split()
_SUBJECT = "|".join(sorted(_SUBJECTS, key=len, reverse=True))

TOKENS: dict[str, PatternWord] = {
    "name": PatternWord("姓名", "张三", _NAME),
    "department": PatternWord("部门", "销售部", _UNIT),
    "company": PatternWord("公司", "安徽商会", _UNIT),
    "team": PatternWord("班组", "甲班", _TEXT),
    "region": PatternWord("地区", "合肥", _TEXT),
    "post": PatternWord("岗位", "调度员", _TEXT),
    "staff_no": PatternWord("工号", "000123", re.compile(r"[0-9a-z][0-9a-z-]*")),
    "mobile": PatternWord("手机号", "13800000000", re.compile(r"1\d{10}")),
    "class": PatternWord("班级", "三班", re.compile(r"[^班]{1,12}班")),
    "pupil": PatternWord("学生姓名", "刘小明", _NAME),
    "kinship": PatternWord("亲属关系", "爸爸", re.compile("|".join(KINSHIP))),
    "subject": PatternWord("学科", "数学", re.compile(f"(?:{_SUBJECT})(?:课|老师|教师)?")),
    "tag": PatternWord("标签", "教师", _TEXT),
    "gender_mark": PatternWord("★（男）或☆（女）", "★", re.compile("[★☆]")),
    "alias": PatternWord("自取名", "清风", _TEXT),
    # Two tokens that stand for no fact: a separator of any kind or none, and any text or none.
    "sep": PatternWord("", "", re.compile(f"[{re.escape(''.join(SEPARATORS))}]*")),
    "free": PatternWord("", "", re.compile(".*", re.DOTALL)),
}
FACTLESS = frozenset({"sep", "free"})
