"""What stands beside a group's list: its row in the register, its names, pledges, announcements and decisions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from groupadmin.core.folding import fold
from groupadmin.core.pinyin import search_keys
from groupadmin.groups.models import Announcement, Dissolution, Group, GroupName, Pledge
from groupadmin.groups.querysets import APPROVAL_LASTS
from members.demo import fast
from members.demo.groups import PURPOSES, Plan, Story
from members.demo.people import Person
from members.models import IdentityDecision, Membership, Sponsorship

Rows = list[dict[str, Any]]


class Records:
    """Writes what belongs to planned groups and their members."""

    def __init__(self, *, at: datetime, today: date, random: Random, people: list[Person]) -> None:
        self.at, self.today, self.random, self.people = at, today, random, people
        self.numbers = {
            model: count(fast.next_id(model))
            for model in (GroupName, Pledge, Announcement, Dissolution, IdentityDecision, Sponsorship)
        }

    def group(self, plan: Plan, members: Rows) -> dict[str, Any]:
        """Return a group's row in the register."""
        pinyin, initials = search_keys(plan.name)
        present = [row for row in members if not row.get("gone_by")]
        outside = sum(row["identity"] == Membership.Identity.OUTSIDER for row in present)
        approved = plan.story is Story.NOT_CREATED
        # Every second one is at the end of its fortnight and lapses tomorrow, the others have let it go by.
        approved_on = self.today - timedelta(days=20 if plan.id // len(Story) % 2 else APPROVAL_LASTS.days)
        active_on = self.today - timedelta(days=self.random.randrange(12))
        if plan.story is Story.STALE:
            active_on = self.today - timedelta(days=self.random.randrange(190, 400))
        return {
            "id": plan.id,
            "code": plan.code,
            "name": plan.name,
            "name_key": (fold(plan.name) or plan.name)[:128],
            "pinyin": pinyin[:255],
            "initials": initials[:64],
            "platform": plan.platform,
            "category": plan.category,
            "purpose": PURPOSES[plan.category],
            "content_scope": "工作通知、进度与问题反馈",
            "admission_scope": f"{plan.unit.name}及相关人员",
            "department_id": plan.unit.id,
            "regulation_id": plan.regulation.pk if plan.regulation else None,
            "regulation_since": plan.created_on if plan.regulation else None,
            "secrecy": self._secrecy(plan),
            "status": plan.status,
            "capacity": max(5, len(present) - 8) if plan.story is Story.OVER_CAPACITY else None,
            "approval_no": f"群审〔{plan.created_on.year}〕{plan.id}号",
            "approved_on": approved_on if approved else plan.created_on,
            "created_on": None if approved else plan.created_on,
            "registered_on": approved_on if approved else plan.created_on,
            "planned_end_on": self._end(plan),
            "dissolved_on": self.today - timedelta(days=12) if plan.status == Group.Status.DISSOLVED else None,
            "watch_until": self.today + timedelta(days=18) if plan.status == Group.Status.DISSOLVED else None,
            "last_active_on": None if approved else active_on,
            "source": "demo",
            "roster_version": len(plan.lists),
            "roster_taken_at": plan.lists[-1] if plan.lists else None,
            "headcount": len(present) if plan.lists else None,
            "headcount_outside": outside if plan.lists else None,
        }

    def beside(self, plans: list[Plan], members: list[Rows]) -> None:
        """Write names, pledges, announcements, steps of dissolving, and what people decided about members."""
        self._write(GroupName, (row for plan in plans for row in self._names(plan)))
        self._write(Pledge, (row for plan in plans for row in self._pledges(plan)))
        self._write(Announcement, (row for plan in plans for row in self._announcements(plan)))
        self._write(Dissolution, (row for plan in plans for row in self._dissolutions(plan)))
        pairs = list(zip(plans, members, strict=True))
        self._write(IdentityDecision, (row for plan, rows in pairs for row in self._decisions(plan, rows)))
        self._write(Sponsorship, (row for plan, rows in pairs for row in self._sponsorships(plan, rows)))

    def _write(self, model: type[Any], rows: Iterator[dict[str, Any]]) -> None:
        if fast.insert(model, (row | {"id": next(self.numbers[model])} for row in rows)):
            fast.reset_sequences(model)

    def _secrecy(self, plan: Plan) -> str:
        if plan.unit.name == "保密办公室":
            return Group.Secrecy.CLASSIFIED
        return Group.Secrecy.SENSITIVE if plan.id % 11 == 0 else Group.Secrecy.ORDINARY

    def _end(self, plan: Plan) -> date | None:
        if plan.story is Story.PAST_END:
            return self.today - timedelta(days=self.random.randrange(3, 25))
        return self.today + timedelta(days=200) if plan.category == Group.Category.PROJECT else None

    def _names(self, plan: Plan) -> Iterator[dict[str, Any]]:
        renamed_on = plan.created_on + timedelta(days=60)
        old = {"group_id": plan.id, "reported_by_name": "demo"}
        if plan.id % 9 == 0 and renamed_on < self.today:
            yield old | {"name": f"{plan.name}（筹备）", "since": plan.created_on, "until": renamed_on}
            yield old | {"name": plan.name, "since": renamed_on}
        else:
            yield old | {"name": plan.name, "since": plan.created_on}

    def _pledges(self, plan: Plan) -> Iterator[dict[str, Any]]:
        asked = plan.regulation is not None and plan.regulation.pledge_required
        if asked and plan.lists and plan.id % 7:
            signer = self.people[plan.unit.staff[0]]
            yield {
                "group_id": plan.id,
                "text_version": "2026-1",
                "signer_name": signer.name,
                "signer_staff_no": signer.staff_no,
                "signed_on": plan.created_on,
                "expires_on": plan.created_on + timedelta(days=1800),
            }

    def _announcements(self, plan: Plan) -> Iterator[dict[str, Any]]:
        asked = plan.regulation is not None and plan.regulation.announcement_required
        if asked and plan.lists and plan.id % 5:
            text = "本群仅用于工作沟通，请按规定修改群昵称，不得传播涉密和内部信息。"
            yield {"group_id": plan.id, "text": text, "posted_on": plan.created_on, "reported_by_name": "demo"}

    def _dissolutions(self, plan: Plan) -> Iterator[dict[str, Any]]:
        if plan.story not in (Story.DISSOLVING, Story.DISSOLVED):
            return
        row = {
            "group_id": plan.id,
            "reason": "工作已结束",
            "started_on": self.today - timedelta(days=25),
            "started_by_name": "demo",
            "notice_posted_on": self.today - timedelta(days=24),
        }
        if plan.story is Story.DISSOLVED:
            row |= {"files_saved_on": self.today - timedelta(days=14), "files_kept_at": "部门共享盘/群文件"}
            row |= {"evidence": "平台提示群已解散的截图", "finished_on": self.today - timedelta(days=12)}
        yield row

    def _decisions(self, plan: Plan, members: Rows) -> Iterator[dict[str, Any]]:
        """Remember who was said to be from outside, or banned; per account where it is stable (practice §4.3)."""
        seen: set[str] = set()
        for row in members:
            said = row["identity"] == Membership.Identity.OUTSIDER
            about = row["account_key"] or row["nickname_key"]
            if not said or about in seen:
                continue
            seen.add(about)
            verdicts = IdentityDecision.Verdict
            yield {
                "verdict": verdicts.BANNED if row["banned"] else verdicts.OUTSIDER,
                "platform": plan.platform,
                "account_key": row["account_key"],
                "group_id": None if row["account_key"] else plan.id,
                "nickname_key": row["nickname_key"],
                "nickname": row["nickname"],
                "decided_by_name": "demo",
                "by_hr": True,
                "decided_at": plan.lists[0],
            }

    def _sponsorships(self, plan: Plan, members: Rows) -> Iterator[dict[str, Any]]:
        sponsor = self.people[plan.unit.staff[0]]
        for row in members:
            if row["identity"] == Membership.Identity.OUTSIDER and not row["banned"] and row["id"] % 4:
                yield {
                    "group_id": plan.id,
                    "membership_id": row["id"],
                    "sponsor_id": sponsor.id,
                    "since": plan.lists[0].date(),
                    "until": self.today + timedelta(days=90),
                    "consent_by_name": "demo",
                    "reason": "业务往来需要",
                }
