"""What every journey does: the roles exist, somebody logs in."""

from io import BytesIO

from django.contrib.auth.models import Group as AuthGroup
from openpyxl import Workbook

from groupadmin.directory import roles

PASSWORD = "correct horse battery"


def make_roles() -> None:
    """Make the four roles again: the database of a live server is emptied after each test, migrations' rows too."""
    for name in roles.ALL:
        AuthGroup.objects.get_or_create(name=name)


def log_in(page, username: str, password: str = PASSWORD) -> None:
    """Log in as a person does: name, password, Enter."""
    page.goto("/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def workbook(*rows: tuple) -> bytes:
    """Return an Excel file with these rows, as an office would send it."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def upload(page, name: str, content: bytes) -> None:
    """Choose a file on the page that stands there."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("input[type=file]", {"name": name, "mimeType": kind, "buffer": content})


def go_on(page) -> None:
    """Press the one button a step is about."""
    page.locator("main form .btn-primary").first.click()
    page.wait_for_load_state()


def fits_the_screen(page) -> bool:
    """Say whether nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
