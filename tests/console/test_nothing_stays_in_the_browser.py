"""What a page showed stays with its reader: no answer is kept by the browser, and logging out takes the rest along."""

from django.test import Client

from tests.organisation import Organisation

# What is the same for everybody, and what says nothing of anybody.
MAY_BE_KEPT = ("/admin/jsi18n/", "/static/")


class NothingStays(Organisation):
    def test_of_any_page_by_any_reader(self):
        for reader in (None, *self.readers):
            client = Client(raise_request_exception=False)
            if reader is not None:
                client.force_login(reader)
            for path in self.pages().values():
                if path == "/logout/" or path.startswith(MAY_BE_KEPT):
                    continue
                with self.subTest(path, reader=reader):
                    self.assertIn("no-store", client.get(path).headers["Cache-Control"])

    def test_of_pieces_files_and_refusals(self):
        self.client.force_login(self.boss)
        for path in (
            "/trail/?as=csv", "/groups/ledger.xlsx", "/departments/options/?q=销", "/no-such-page/", "/groups/G99999/",
            "/admin/directory/employee/", "/admin/directory/employee/?password__regex=x",
        ):  # fmt: skip
            with self.subTest(path):
                answer = self.client.get(path, headers={"HX-Request": "true"})
                self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_after_logging_out_from_the_console_or_the_back_office(self):
        for path in ("/logout/", "/admin/logout/"):
            with self.subTest(path):
                self.client.force_login(self.boss)
                answer = self.client.post(path)
                self.assertEqual(answer.headers["Clear-Site-Data"], '"cache"')
                self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_a_stranger_who_logs_out_empties_nobodys_browser_of_more_than_pages(self):
        self.assertNotIn("cookies", self.client.post("/logout/").headers.get("Clear-Site-Data", ""))
