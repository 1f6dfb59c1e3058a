"""Columns for life inside a group: identity, safety, inspection, silence, content, response, limits, activities."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations.models.fields import choice, number, words, yes


class IdentityRules(models.Model):
    """Who is behind a nickname; the patterns and the kinds of account are rows."""

    class RealName(models.TextChoices):
        NICKNAME = "NICKNAME", _("the nickname shows it")
        NICKNAME_OR_SAID = "NICKNAME_OR_SAID", _("the nickname shows it, or it is said in the group")

    class Avatar(models.TextChoices):
        OWN_PHOTO = "OWN_PHOTO", _("one's own photo")
        RECOGNISABLE = "RECOGNISABLE", _("free, but recognisable")

    real_name = choice(_("real name"), RealName)
    rename_grace_days = number(_("days to set the nickname"))
    nickname_is_suggestion = yes(_("the nickname pattern is a suggestion"))
    avatar = choice(_("avatar"), Avatar)
    no_change_at_will = yes(_("names and accounts are not changed at will"))
    identity_verified = yes(_("every member's identity is verified"))
    members_remind_each_other = yes(_("members remind each other of real names"))

    class Meta:
        abstract = True


class AccountRules(models.Model):
    """Safety of accounts and phones."""

    accounts_not_lent = yes(_("accounts are not lent"))
    lost_account_reported_to = words(_("a lost or stolen account is reported to"))
    phones_protected = yes(_("phones are protected"))

    class Meta:
        abstract = True


class InspectionRules(models.Model):
    """How often the roster is checked, by whom, and what follows; what it is checked for are rows."""

    class OnFinding(models.TextChoices):
        REMOVE = "REMOVE", _("is removed")
        CONFIRM_THEN_REMOVE = "CONFIRM_THEN_REMOVE", _("is removed once confirmed")
        PROPOSE_REMOVAL = "PROPOSE_REMOVAL", _("removal is proposed, not carried out")

    class StaffChange(models.TextChoices):
        FORMER_HEAD = "FORMER_HEAD", _("the head of the department the person was of")

    roster_check_days = number(_("roster is checked every … days"))
    roster_checked_by = words(_("roster is checked by"))
    on_finding = choice(_("whoever should not be in"), OnFinding)
    check_on_departure = yes(_("checked at each departure"))
    leaver_leaves = yes(_("a leaver leaves the group"))
    joining_reviewed_by = words(_("joining is reviewed by"))
    transfer_updated_by = words(_("after a transfer the roster is updated by"))
    # Whose turn a leaver or somebody transferred is first; not said, it is the owner's.
    staff_change_falls_to = choice(_("a transfer or departure is first the task of"), StaffChange)
    content_watched_days = number(_("posts are watched every … days"))
    confidentiality_inspection_days = number(_("confidentiality inspection every … days"))
    confidentiality_inspection_of = words(_("confidentiality inspections look at"))

    class Meta:
        abstract = True


class SilenceRules(models.Model):
    """Silence and absence. Where months are said they bind, by the calendar; the days are their nominal length."""

    newcomer_speaks_within_days = number(_("a newcomer speaks within"))
    longest_silence_days = number(_("longest silence in days"))
    longest_silence_months = number(_("longest silence in calendar months"))
    silence_excused_by = words(_("silence is excused by"))
    activity_within_months = number(_("an activity attended within … months of joining"))
    silent_cleared = words(_("the silent are cleared"))

    class Meta:
        abstract = True


class LifetimeRules(models.Model):
    """When a group ends."""

    planned_end_required = yes(_("a planned end is stated"))
    dissolved_when_done = yes(_("dissolved when the work is done"))
    dormant_after_days = number(_("dissolved when dormant for"))
    temporary_dissolved = yes(_("temporary groups are dissolved promptly"))
    overlapping_merged = yes(_("overlapping groups are merged"))

    class Meta:
        abstract = True


class ContentRules(models.Model):
    """What is posted; a closed list of kinds is rows."""

    class Content(models.TextChoices):
        OFFICIAL = "OFFICIAL", _("official business only, no private talk")
        WORK = "WORK", _("work only")
        CLOSED_LIST = "CLOSED_LIST", _("a closed list of kinds")
        TRADE = "TRADE", _("the trade and useful knowledge")

    content = choice(_("content"), Content)
    content_purpose = words(_("the group is for"))
    important_by_phone = yes(_("important matters by phone or face to face where possible"))
    private_between_two = yes(_("talk of two people goes private"))
    few_go_private = yes(_("what concerns a few is settled one to one or in a temporary small group"))
    force_of_paper = words(_("posts have the force of"))
    off_scope_stopped = yes(_("the admin stops off-scope posts and ends untimely topics"))
    off_scope_directed = yes(_("and directs them to the right group"))
    off_scope_told = yes(_("and says what belongs here instead"))
    politics_discouraged = yes(_("political topics are discouraged"))
    classified_not_sent = yes(_("classified matter is not sent"))
    brief_and_addressed = yes(_("messages are brief, clear and addressed"))
    no_finger_pointing = yes(_("agreeing or not is fine, pointing at people is not"))

    class Meta:
        abstract = True


class ResponseRules(models.Model):
    """How notices, directives and problems are answered; what a late answer costs is an offence."""

    class Confirmer(models.TextChoices):
        CONCERNED = "CONCERNED", _("the person responsible in the department concerned")
        HEAD = "HEAD", _("the head of the department concerned")
        TEAM = "TEAM", _("the management team")

    acknowledged = yes(_("notices to all are acknowledged"))
    acknowledged_with = words(_("acknowledged with"))
    same_day_directive = yes(_("tasks for the same day are confirmed at once"))
    respond_within_minutes = number(_("minutes to respond to a directive"))
    unsolved_passed_on = yes(_("what cannot be solved at once is passed on until it is"))
    problems_confirmed_by = choice(_("problems raised are confirmed by"), Confirmer)
    problems_confirmed_within_minutes = number(_("minutes to confirm a problem"))
    passed_down_by = words(_("confirmed and passed down by"))
    passed_down_within_minutes = number(_("minutes to confirm and pass down"))

    class Meta:
        abstract = True


class MessageRules(models.Model):
    """Limits of single messages."""

    class Links(models.TextChoices):
        FORBIDDEN = "FORBIDDEN", _("not allowed")
        UNCERTAIN_FORBIDDEN = "UNCERTAIN_FORBIDDEN", _("uncertain ones not allowed")
        PREFERRED = "PREFERRED", _("preferred to pictures and videos")

    flooding_repeats = number(_("the same text so many times in a row is flooding"))
    flooding_similar = yes(_("similar texts count as the same"))
    longest_text = number(_("longest text in characters"))
    longer_as_link = yes(_("longer texts only as a link"))
    links = choice(_("links"), Links)
    no_red_packets = yes(_("no red packets"))
    voice_discouraged = yes(_("text instead of voice"))
    most_pictures = number(_("most pictures at a time"))
    pictures_elsewhere = words(_("more pictures go"))
    modest_font = yes(_("font size and colour suitable"))

    class Meta:
        abstract = True


class ActivityRules(models.Model):
    """Who organises activities, what they cost, and what absence means."""

    activity_consent_of = words(_("activities need the consent of"))
    activity_organised_by = words(_("activities are organised by"))
    costs_shared = yes(_("costs are shared equally, nobody treats"))
    called_off_before = words(_("who signed up and cannot come explains before it to"))
    activity_at_own_risk = yes(_("each takes part at their own risk"))
    private_meetings_discouraged_up_to = number(_("private meetings of strangers are discouraged, above all up to"))

    class Meta:
        abstract = True
