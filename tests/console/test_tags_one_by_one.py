"""Each template word of the console by itself: what it shows, what it escapes, what it says in Chinese."""

from datetime import date, timedelta

from django import forms
from django.test import SimpleTestCase, override_settings
from django.utils import timezone, translation

from groupadmin.console.severities import SEVERITIES
from groupadmin.console.templatetags import shell
from tests.console.test_words_of_a_page import show


class Ages(SimpleTestCase):
    def test_in_chinese_say_never_today_and_days_to_come(self):
        with translation.override("zh-hans"):
            self.assertIn(">从未<", shell.age(None))
            said = [shell.age_in_words(days) for days in (-3, -1, 0, 1, 2, 400)]
        self.assertEqual(said, ["3 天后", "1 天后", "今天", "昨天", "2 天前", "400 天前"])

    def test_warn_the_day_after_the_limit_and_never_when_there_is_none(self):
        today = timezone.localdate()
        for days, limit, warns in ((7, 7, False), (8, 7, True), (0, 0, False), (1, 0, True), (9999, None, False)):
            with self.subTest(days=days, limit=limit):
                self.assertEqual("tone-warn" in shell.age(today - timedelta(days=days), limit), warns)

    def test_never_known_is_grey_whatever_the_limit(self):
        self.assertIn("tone-unknown", shell.age(None, 7))
        self.assertNotIn("tone-warn", shell.age(None, 7))

    def test_of_a_day_has_no_hour(self):
        self.assertEqual(shell.exact(date(2026, 3, 12)), "2026-03-12")


class Drawings(SimpleTestCase):
    def test_escape_their_words_and_names(self):
        self.assertIn("&quot;&gt;", show("{% icon name %}", name='"><script>'))
        self.assertIn('aria-label="&lt;b&gt;"', show('{% icon "flag" label %}', label="<b>"))

    def test_of_messages_follow_their_level(self):
        pairs = {"success": "good", "warning": "warn", "error": "bad", "info": "info", "debug": "info"}
        for level, drawing in pairs.items():
            self.assertEqual(shell.message_icon(level), drawing)

    def test_a_badge_has_a_tone_and_a_drawing_only_when_given(self):
        self.assertEqual(show('{% badge "新" %}'), '<span class="tag">新</span>')
        self.assertIn('class="tag tag-bad"', show('{% badge "迟" "bad" %}'))
        self.assertIn("icons.svg#clock", show('{% badge "迟" "bad" "clock" %}'))

    def test_every_state_with_a_tone_wears_it_on_the_page(self):
        for code, severity in SEVERITIES.items():
            wears = show("{{ code|severity }}", code=code)
            self.assertEqual(wears, severity, code)


class Limits(SimpleTestCase):
    @override_settings(UPLOAD_MAX_BYTES=3 * 1024 * 1024 + 5, UPLOAD_MAX_ROWS=1200)
    def test_are_those_of_the_settings_in_whole_megabytes(self):
        with translation.override("en"):
            self.assertEqual(show("{% upload_limits %}"), "At most 3 MB and 1200 rows.")
        with translation.override("zh-hans"):
            self.assertIn("3 MB", show("{% upload_limits %}"))
            self.assertNotIn("At most", show("{% upload_limits %}"))
        with override_settings(UPLOAD_MAX_ROWS=200_000), translation.override("zh-hans"):
            self.assertIn("最多 20 万行。", show("{% upload_limits %}"))


class Kept(SimpleTestCase):
    def test_shows_twice_what_was_written_once_and_escapes_it_once(self):
        source = "{% keep as head %}\n  {{ name }}\n{% endkeep %}<title>{{ head }}</title><h1>{{ head }}</h1>"
        self.assertEqual(show(source, name="A&B"), "<title>A&amp;B</title><h1>A&amp;B</h1>")


class Fields(SimpleTestCase):
    class Form(forms.Form):
        name = forms.CharField(widget=forms.TextInput(attrs={"class": "wide"}))
        kind = forms.ChoiceField(choices=[("a", "A")])
        sure = forms.BooleanField(required=False)
        some = forms.MultipleChoiceField(
            choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
        )
        note = forms.CharField(widget=forms.Textarea, required=False, help_text="For <b>us</b>.")

    def test_wear_the_class_of_their_kind_and_keep_their_own(self):
        form = self.Form()
        classes = {
            "name": "wide form-control",
            "kind": "form-select",
            "sure": "form-check-input",
            "note": "form-control",
        }
        for name, wanted in classes.items():
            with self.subTest(name):
                self.assertIn(f'class="{wanted}"', shell.as_control(form[name]))

    def test_are_told_apart_as_one_box_several_boxes_or_none(self):
        form = self.Form()
        found = {name: (shell.is_checkbox(form[name]), shell.is_choices(form[name])) for name in form.fields}
        self.assertEqual((found["sure"], found["some"], found["name"]), ((True, False), (False, True), (False, False)))

    def test_that_are_right_bear_no_mark_of_error_though_another_is_wrong(self):
        form = self.Form({"name": "", "kind": "a"})
        self.assertIn("is-invalid", shell.as_control(form["name"]))
        self.assertIn('aria-describedby="id_name_error"', shell.as_control(form["name"]))
        self.assertNotIn("is-invalid", shell.as_control(form["kind"]))

    def test_show_what_was_typed_escaped(self):
        shown = show('{% include "partials/_form.html" %}', form=self.Form({"name": "<script>", "kind": "a"}))
        self.assertIn("&lt;script&gt;", shown)
        self.assertNotIn("<script>", shown)


class Partials(SimpleTestCase):
    def test_an_empty_state_has_a_button_only_where_there_is_somewhere_to_go(self):
        source = '{% include "partials/_empty.html" with title="None" text="Do this" url=url action="Go" %}'
        self.assertIn('<a class="btn btn-primary" href="/x/">Go</a>', show(source, url="/x/"))
        self.assertNotIn("<a ", show(source, url=""))

    def test_a_pager_goes_both_ways_and_is_absent_on_a_single_page(self):
        both = show('{% include "partials/_pager.html" %}', before="3", after="9")
        self.assertIn('rel="prev" href="?q=a&amp;before=3"', both)
        self.assertIn('rel="next" href="?q=a&amp;after=9"', both)
        self.assertEqual(show('{% include "partials/_pager.html" %}').strip(), "")

    def test_crumbs_end_with_this_page_which_is_no_link(self):
        source = '{% include "partials/_crumbs.html" with url="/a/" text="A" url2="/b/" text2=name page_title="C" %}'
        shown = show(source, name="<B>")
        self.assertIn('<li><a href="/a/">A</a></li><li><a href="/b/">&lt;B&gt;</a></li>', shown)
        self.assertIn('<li aria-current="page">C</li>', shown)

    def test_problems_of_none_are_nothing_to_see(self):
        self.assertNotIn("<table", show('{% include "partials/_problems.html" %}', problems=[]))
