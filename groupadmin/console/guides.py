"""The guides of ``docs/`` as pages of the console, and which paragraph of them is about which page.

Both languages have the same headings in the same order, so a paragraph is named by the number of its heading.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count, pairwise
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from groupadmin.directory import roles
from groupadmin.directory.roles import everybody

CLERK, OWNER = "clerk", "owner"
GUIDES = (CLERK, OWNER)
# Headings of the clerk's guide by their number, and the pages that each is about.
ABOUT: dict[int, str] = {
    1: "register_import group_new",
    2: "home matters messages",
    3: "trail figures",
    4: "people person directory_import directory_imports directory_import_again",
    5: "directory_import_batch",
    6: "directory_mappings roster_columns",
    9: "person_groups departments department department_new",
    11: "matter matter_sponsor matter_excuse",
    12: "register ledger register_import_batch",
    13: "group members roster_new roster rosters member_decide decisions",
    14: "directory_import_ask_undo",
    15: "regulation_library regulation regulation_edition regulation_blanks regulation_new_edition regulation_publish "
    "adopt adopt_preview",
    16: "nights night_job job",
    17: "accounts accounts_new account account_slips role_changes",
    18: "group_edit group_history as_of",
}
PARAGRAPHS = {name: number for number, names in ABOUT.items() for name in names.split()}


@dataclass(frozen=True)
class Guide:
    """A guide as a page: its title, its headings (anchor, text) and all below the title."""

    title: str
    headings: tuple[tuple[str, str], ...]
    body: SafeString


def help_address(request: HttpRequest) -> str:
    """Return the address of the paragraph about a page; whoever runs groups and has no role reads the owner's page."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if not roles.roles_of(request.user):
        return reverse("guide", args=[OWNER])
    number = PARAGRAPHS.get(name or "")
    return reverse("guide", args=[CLERK]) + (f"#{_anchor(number)}" if number else "")


@everybody
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """Show a guide in the reader's language, or in the other one where a link asks for it."""
    if name not in GUIDES:
        raise Http404
    language = request.GET.get("in") or get_language()
    return render(request, "console/guide.html", {"guide": read(name, "en" if language == "en" else "zh")})


@cache
def read(name: str, language: str) -> Guide:
    """Return a guide, rendered once; what looks like HTML in it is text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("table_open", lambda *_facts: '<div class="table-wrap" tabindex="0"><table class="table">')
    markdown.add_render_rule("table_close", lambda *_facts: "</table></div>")
    text = (settings.BASE_DIR / "docs" / f"{name}.{language}.md").read_text(encoding="utf-8")
    tokens = markdown.parse(text)
    title, tokens = tokens[1].content, tokens[3:]
    numbers = count(1)
    headings = [
        (token, inline.content, _anchor(next(numbers)))
        for token, inline in pairwise(tokens)
        if token.type == "heading_open"
    ]
    anchors = {words.lower().replace(" ", "-"): anchor for _token, words, anchor in headings}
    for token, _words, anchor in headings:
        token.attrSet("id", anchor)
    for token in tokens:
        for link in token.children or ():
            if link.type == "link_open":
                link.attrSet("href", _address(str(link.attrGet("href")), anchors))
    listed = tuple((anchor, words) for token, words, anchor in headings if token.tag == "h2")
    # Our own document, rendered by a library that lets no HTML through.
    return Guide(title, listed, mark_safe(markdown.renderer.render(tokens, markdown.options, {})))  # noqa: S308


def _anchor(number: int) -> str:
    return f"p{number}"


def _address(link: str, anchors: dict[str, str]) -> str:
    """Return where a link of a document leads in the console: a paragraph of it, or another guide."""
    if link.startswith("#"):
        return f"#{anchors[unquote(link[1:])]}"
    name, language, *_suffix = *link.split("."), ""
    return f"{reverse('guide', args=[name])}?in={language}" if name in GUIDES else link
