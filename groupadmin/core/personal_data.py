"""Personal columns that rosters and directories bring along and that are dropped at the door (PIPL, practice §5.3).

settings.KEEP_COLUMNS names what an organisation has a reason to keep.
"""

import re
from collections.abc import Iterable

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
_NUMBER = re.compile(r"(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|\d{17}[\dXx]")
# Numbers that stand in a nickname or fill a line: a mobile number, an identity or bank number, however they are parted.
_IN_TEXT = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<!\d)\d{17}[Xx]|(?<!\d)\d{15,19}(?!\d)|(?<!\d)\d{4}(?:[- ]\d{4}){3}(?:[- ]\d{1,3})?(?!\d)"
)
# So much of a heading is told; no form has a longer one.
LONGEST_HEADING = 60
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
