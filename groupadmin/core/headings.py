"""What the columns of lists are called, and what their cells say: one vocabulary for every kind of list. Pure.

No step takes longer than in proportion to the text: brackets are looked at one by one and only so far.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from groupadmin.core.folding import clean, traditional_pairs

# What copying leaves in a text and nobody sees, fillers among it that count as letters. U+202E is none of them: it
# turns a text round.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202d\u2060-\u2064\u2066-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
# Nobody calls a column by more than this.
LONGEST = 200
# What forms write behind a heading to say how it is filled in: （必填）, (是/否), （18位）, (yyyy-mm-dd).
_HINTS = re.compile("必填|自动|选填|必录|可选|单选|多选|下拉|required|optional|text|文本|格式|例如|[/年位]|\\d|yyyy")
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]")
_MARKS = re.compile(r"[\s_*:]+")
# Forms number their questions.
_NUMBER = re.compile(r"\d{1,3}[.、](?=\D)")
# Written by hand in headings, and no character of the table of traditional forms.
_VARIANTS = str.maketrans({"暱": "昵", "賬": "账"})


def heading_key(heading: str) -> str:
    """Return what headings are compared by: NFKC, lower case, simplified, without spaces, _, （必填）, *, ?

    Invisible characters, which copying out of web pages brings along, do not count.
    """
    key = unicodedata.normalize("NFKC", clean(INVISIBLE.sub("", heading[:LONGEST]))).lower()
    key = key.translate(traditional_pairs()).translate(_VARIANTS)
    key = _BRACKETS.sub(lambda found: "" if _HINTS.search(found[0]) else found[0], key)
    key = _MARKS.sub("", key).rstrip("?")
    number = _NUMBER.match(key)
    return key[number.end() :] if number else key


# The words by which people and programs say "nothing" (practice §1.3), in every kind of list.
BLANK_WORDS = frozenset("空 暂无备注 暂无 未设置 无 - — —— -- / none null nan n/a #n/a undefined".split())
EITHER = re.compile(r"[/|、]")
DIGITS_LOST = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
# No heading is as long; longer cells are notes.
LONGEST_HEADING = 60


# What headings are compared by: the same few hundred come again and again.
folded = lru_cache(maxsize=4096)(heading_key)


def said(text: str) -> str:
    """Return a cell's text, without what nobody sees in it; nothing for BLANK_WORDS."""
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    text = text.strip()
    return "" if text.lower() in BLANK_WORDS else text


def digits_lost(text: str) -> bool:
    """Say whether a number was saved as 1.38E+10, so that digits are gone."""
    return bool(DIGITS_LOST.fullmatch(text))


# The columns that our own workbook of bad rows adds, in both languages: nobody needs to be told that they are not read.
OURS = frozenset(map(folded, ("原行号", "错误原因", "Row in your file", "Reason of the mistake")))


class Headers:
    """The headings a kind of list may have: field to the spellings people use. The first spelling is the one we name.

    ``must`` holds groups of fields; of each group the list needs at least one. Of the fields in ``asked`` a person is
    asked which column counts where a list has several with different words; ``joinable`` ones may also be read as one
    path out of them all. ``maybe`` holds headings that may mean a field where no other column does: that is asked too.
    ``beside`` holds headings that count only beside another column of their field: 原工号 where there is a 工号.
    """

    def __init__(
        self,
        fields: Mapping[str, Sequence[str]],
        must: Sequence[Sequence[str]] = (),
        *,
        asked: Sequence[str] = (),
        joinable: Sequence[str] = (),
        maybe: Mapping[str, Sequence[str]] | None = None,
        beside: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.fields = {name: tuple(aliases) for name, aliases in fields.items()}
        self.must = tuple(tuple(group) for group in must)
        self.asked, self.joinable = frozenset(asked), frozenset(joinable)
        self.maybe = {name: frozenset(map(folded, headings)) for name, headings in (maybe or {}).items()}
        self.beside = {folded(heading): name for name, headings in (beside or {}).items() for heading in headings}
        self._field_of = {folded(alias): name for name, aliases in self.fields.items() for alias in aliases}
        self._rank_of = {
            (name, folded(alias)): rank
            for name, aliases in self.fields.items()
            for rank, alias in reversed(list(enumerate(aliases)))
        }
        # Texts of which a row of headings holds at least one as it stands: asked of every row, so a plain set.
        self.spellings = frozenset(alias for aliases in self.fields.values() for alias in aliases)

    def field(self, heading: str) -> str | None:
        """Return the field a heading stands for."""
        return self._look_up(folded(heading))

    def _look_up(self, key: str) -> str | None:
        """Return the field of a folded heading; one that names the same field in several ways (岗位/职位) is it too."""
        if key in self._field_of:
            return self._field_of[key]
        ways = EITHER.split(key)
        found = {self._field_of.get(way) for way in ways}
        return found.pop() if len(ways) > 1 and len(found) == 1 else None

    def label(self, name: str) -> str:
        """Return the heading we call a field by."""
        return self.fields[name][0]

    def columns(self, header: Sequence[str], mapping: Mapping[str, str] | None = None) -> dict[str, int]:
        """Return where each field stands; a person's mapping (heading to field, "" for none) beats the spellings.

        Of several headings for one field the best spelling (first in the list) wins.
        """
        return {name: places[0] for name, places in self.places(header, mapping).items()}

    def places(self, header: Sequence[str], mapping: Mapping[str, str] | None = None) -> dict[str, list[int]]:
        """Return all columns of each field, the best spelling first; see ``columns``."""
        given = {folded(heading): name for heading, name in (mapping or {}).items()}
        found: dict[str, list[tuple[int, int]]] = {}
        further: list[tuple[str, int]] = []
        for index, heading in enumerate(header):
            if not heading or len(heading) > LONGEST_HEADING:
                continue
            key = folded(heading)
            name = given[key] if key in given else self._look_up(key)
            if key in self.beside and key not in given:
                further.append((self.beside[key], index))
            elif name and name in self.fields:
                found.setdefault(name, []).append((-1 if key in given else self._rank_of.get((name, key), 99), index))
        for name, index in further:
            if name in found:
                found[name].append((99, index))
        return {name: [index for _rank, index in sorted(places)] for name, places in found.items()}

    def missing(self, columns: Mapping[str, object]) -> list[str]:
        """Return the labels of what a list must have and has not."""
        return [
            " / ".join(self.label(name) for name in group)
            for group in self.must
            if not set(group).intersection(columns)
        ]

    def may_be(self, name: str, heading: str) -> bool:
        """Say whether a heading is one of those that may mean a field, or something else."""
        return folded(heading) in self.maybe.get(name, ())


WORDS = """
    手机 手机号 手机号码 移动电话 联系电话 联系方式 电话 座机 办公电话 固定电话 mobile phone phonenumber
    phonenumlist tel telephone 身份证 身份证号 身份证号码 证件号 证件号码 证件类型 idcard idnumber 护照号 性别
    gender sex 年龄 age 出生日期 生日 birthday 民族 政治面貌 婚姻状况 籍贯 户籍 户籍地址 户口所在地 地区 area
    country province city 国家 省份 城市 家庭住址 家庭地址 住址 现住址 地址 address 通讯地址 签名 个性签名
    signature 头像 avatar headimg headimgurl smallheadurl bigheadurl 朋友圈 朋友圈图 朋友圈封面 snsbgimg 邮箱
    电子邮箱 个人邮箱 企业邮箱 email bizmail 银行卡号 银行账号 开户行 工资 薪资 基本工资 紧急联系人 紧急联系人电话
    学历 学位 专业 毕业院校 毕业时间 合同起止 合同类型 合同期限 合同开始日期 合同结束日期 社保 公积金 血型 宗教
    健康状况 tel. 联系 电联 备用 备用号 备用号码 备用机 contact contacts contactno contactno. contactnumber cell cellno
    mob mob. mobileno hp identity identityno identityno. idno idno. id# cardno cardno. 绑定号码 监护人 家属 父亲 母亲
    病史 dob dateofbirth salary
"""
# What a heading is personal by wherever it stands in it: 个人手机, 联系电话1, 身份证号(18位).
PARTS = """
    手机 移动电话 电话 宅电 座机 mobile telephone 身份证 证件号 护照 驾照 驾驶证 邮箱 email e-mail 银行卡 银行账 工资卡
    开户 住址 居住 家庭 通信地址 出生 生日 照片 头像 户口 户籍 籍贯 民族 政治面貌 婚姻 婚育 血型 指纹 宗教 健康 残疾
    学历 学位 毕业 紧急联系 社保 公积金 薪资 薪酬 月薪 年薪 工资 联系号码 联络方式 联络号码 通讯方式 通信方式
    电子邮件 passport 配偶 子女 信仰 车牌 人脸 虹膜 声纹 属地 证件 卡号 老家 宿舍 爱人 丈夫 妻子 体检 户藉 病历
    过敏 疫苗 怀孕 生育 绑定手机 绑定号码 cellphone contactphone identitycard homeaddress birthdate
"""
# A mobile number, and an identity number of eighteen places.
_LONG_NUMBER = re.compile(r"(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|\d{17}[\dXx]")
# Numbers that stand in a nickname or fill a line: a mobile number, an identity or bank number, however they are parted.
_IN_TEXT = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<!\d)\d{17}[Xx]|(?<!\d)\d{15,19}(?!\d)|(?<!\d)\d{4}(?:[- ]\d{4}){3}(?:[- ]\d{1,3})?(?!\d)"
)
# So much of a heading is told; no form has a longer one.
PERSONAL = frozenset(WORDS.split())
PERSONAL_PARTS = tuple(PARTS.split())


def is_personal(heading: str) -> bool:
    """Say whether a folded heading names what must not be kept."""
    return heading in PERSONAL or any(part in heading for part in PERSONAL_PARTS)


def are_personal(cells: Iterable[str]) -> bool:
    """Say whether a column holds mostly telephone, identity or bank numbers, whatever it is called.

    Between them people write 无, 同上 or a second number; half of such cells is enough.
    """
    written = [cell.strip() for cell in cells if cell.strip()]
    numbers = sum(1 for cell in written if cut_numbers(cell) != cell)
    return 0 < len(written) <= 2 * numbers


def cut_numbers(text: str) -> str:
    """Return a text without the telephone, identity and bank numbers that stand in it, and what only parted them."""
    if not _IN_TEXT.search(text):
        return text
    return _IN_TEXT.sub(" ", text).strip(" -_/|,，、:：()（）")


def heading_to_keep(heading: str) -> str:
    """Return a heading as it may be told for ever: in a list without headings it is what stands in somebody's cell."""
    return masked(heading)[:LONGEST_HEADING]


def masked(text: str) -> str:
    """Return a text with the middle of such numbers hidden: 138****8000."""
    return _IN_TEXT.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)
