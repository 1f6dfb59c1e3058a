"""The template words: age, tones, badges, icons, fields, the partials; unknown is never green."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django import forms
from django.template import Context, Template
from django.test import RequestFactory, SimpleTestCase
from django.utils import timezone, translation

from groupadmin.console.severities import SEVERITIES, severity_of
from groupadmin.console.templatetags import shell


def show(source: str, **facts) -> str:
    context = Context(facts)
    context.request = RequestFactory().get("/list/?q=a&after=5")
    return Template(source).render(context)


class InEnglish(SimpleTestCase):
    def setUp(self):
        speaking = translation.override("en")
        speaking.__enter__()
        self.addCleanup(speaking.__exit__, None, None, None)


class Age(InEnglish):
    def test_counts_calendar_days_in_local_time(self):
        late_evening = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
        after_midnight = datetime(2026, 3, 11, 16, 30, tzinfo=UTC)  # 00:30 of the 12th
        self.assertEqual(shell.age_in_days(late_evening, date(2026, 3, 12)), 1)
        self.assertEqual(shell.age_in_days(after_midnight, date(2026, 3, 12)), 0)
        self.assertEqual(shell.age_in_days(date(2024, 2, 28), date(2024, 3, 1)), 2)

    def test_is_said_in_words(self):
        said = [shell.age_in_words(days) for days in (-1, -3, 0, 1, 2, 41)]
        self.assertEqual(said, ["in 1 day", "in 3 days", "today", "yesterday", "2 days ago", "41 days ago"])

    def test_never_known_is_unknown(self):
        self.assertIn("tone-unknown", shell.age(None))

    def test_warns_past_its_limit_only(self):
        today = timezone.localdate()
        self.assertNotIn("tone-warn", shell.age(today - timedelta(days=30), 30))
        self.assertIn("tone-warn", shell.age(today - timedelta(days=31), 30))

    def test_keeps_the_exact_moment_at_hand(self):
        self.assertIn('title="2026-03-12 12:00"', shell.age(datetime(2026, 3, 12, 4, tzinfo=UTC)))


class Tones(SimpleTestCase):
    def test_unknown_is_never_green(self):
        for nothing in (None, "", "UNKNOWN", "none", "ambiguous", "suggested", "fuzzy", "PENDING"):
            self.assertEqual(severity_of(nothing), "unknown", nothing)

    def test_an_unlisted_code_is_plain(self):
        self.assertEqual(severity_of("NEVER_HEARD_OF"), "")

    def test_yes_and_no(self):
        self.assertEqual((severity_of(True), severity_of(False)), ("good", "bad"))

    def test_are_tones_that_the_style_sheet_knows(self):
        self.assertLessEqual(set(SEVERITIES.values()), {"good", "warn", "bad", "unknown", "info", ""})


class Pieces(InEnglish):
    def test_a_badge_escapes_what_it_says(self):
        self.assertIn("&lt;b&gt;", show('{% badge text "warn" %}', text="<b>"))

    def test_an_icon_speaks_only_with_a_label(self):
        self.assertIn('aria-hidden="true"', show('{% icon "flag" %}'))
        self.assertIn('role="img" aria-label="late"', show('{% icon "flag" "late" %}'))

    def test_a_cell_of_the_back_office_gets_its_heading(self):
        labels = shell.labels([{"text": text} for text in ("a<", "b", "c")])
        row = shell.labelled(['<td class="field-a">x</td>', "<th>y</th>", "odd"], labels)
        self.assertEqual(row, '<td data-label="A&lt;" class="field-a">x</td><th data-label="B">y</th>odd')

    def test_a_field_that_is_wrong_says_so_to_screen_readers(self):
        class Form(forms.Form):
            name = forms.CharField()
            sure = forms.BooleanField()

        shown = show('{% include "partials/_form.html" %}', form=Form({}))
        self.assertIn('class="form-control is-invalid"', shown)
        self.assertIn('id="id_name_error"', shown)
        self.assertIn('class="form-check-input is-invalid"', shown)
        self.assertIn('aria-invalid="true"', shown)

    def test_a_choice_is_a_fieldset_whatever_class_its_form_gave_it(self):
        class Form(forms.Form):
            whole = forms.ChoiceField(
                choices=[("y", "yes"), ("n", "no")], widget=forms.RadioSelect(attrs={"class": "form-check-input"})
            )

        shown = show('{% include "partials/_form.html" %}', form=Form())
        self.assertIn('<fieldset class="mb-3">', shown)
        self.assertIn('<legend class="form-label">Whole</legend>', shown)
        self.assertNotIn("form-check-input", shown)

    def test_facts_that_nobody_knows_are_unknown(self):
        facts = [{"label": "Owner", "value": None}, {"label": "Members", "value": 0}]
        shown = show('{% include "partials/_facts.html" %}', facts=facts)
        self.assertEqual(shown.count("tag-unknown"), 1)

    def test_problems_are_counted_and_placed(self):
        problems = [{"row": 17, "column": "Department", "value": "<x>", "reason": "unknown"}]
        shown = show('{% include "partials/_problems.html" %}', problems=problems, total=30)
        self.assertIn("30 rows have a mistake and are not taken.", shown)
        self.assertIn("&lt;x&gt;", shown)
        self.assertIn(
            "1 row has a mistake and is not taken.", show('{% include "partials/_problems.html" %}', problems=problems)
        )

    def test_the_pager_keeps_the_rest_of_the_question(self):
        shown = show('{% include "partials/_pager.html" %}', after=9)
        self.assertIn('href="?q=a&amp;after=9"', shown)
        self.assertNotIn('rel="prev"', shown)

    def test_progress_polls_only_while_there_is_any(self):
        def job(state):
            row = SimpleNamespace(pk=1, state=state, progress_done=1, progress_total=4, error="It broke.")
            return show('{% include "partials/_progress.html" with url="/jobs/1/" %}', job=row)

        self.assertIn('<progress value="1" max="4"', job("RUNNING"))
        self.assertIn("every 1s", job("RUNNING"))
        self.assertNotIn("every 1s", job("DONE"))
        self.assertIn("It broke.", job("FAILED"))
