"""What every journey does: the roles exist, somebody logs in."""

from django.contrib.auth.models import Group as AuthGroup

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
