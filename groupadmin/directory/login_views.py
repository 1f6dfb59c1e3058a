"""Logging in, out, and choosing a password of one's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.errors import DomainError
from groupadmin.core.middleware import not_now, remember_language
from groupadmin.directory import login_throttle, passwords
from groupadmin.directory.models import User
from groupadmin.directory.roles import everybody, public


class LogInForm(AuthenticationForm):
    """The log-in form; a locked account reads as a wrong password, so that nobody learns which names exist."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": gettext_lazy("The user name or the password is wrong, or the account is locked."),
        "ended": gettext_lazy("This one-time password held until %(until)s. Ask the HR administrator for a new one."),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse a one-time password that has lain about too long; only who knows it is told so."""
        super().confirm_login_allowed(user)
        until = user.one_time_until if user.must_change_password else None
        if until is not None and until < timezone.now():
            shown = date_format(timezone.localtime(until), "DATETIME_FORMAT")
            raise ValidationError(self.error_messages["ended"] % {"until": shown}, code="ended")


class LogIn(auth_views.LoginView):
    """The log-in page; whoever has chosen a language is spoken to in it from here on.

    Trying a password waits for its turn, and is sent away where too many wait: pages of others must not stand still.
    """

    template_name = "directory/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **context: object) -> dict[str, object]:
        """Say also why somebody is here: a session that ended, or a console that nobody can log in to yet."""
        nobody_yet = not User.objects.exists()
        ended = self.request.GET.get("ended", "")
        return super().get_context_data(
            **context, session_ended=bool(ended), not_saved=ended == "form", nobody_yet=nobody_yet
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            with login_throttle.turn():
                return super().post(request, *args, **kwargs)
        except login_throttle.TooManyAtOnce as refusal:
            return not_now(str(refusal), retry_after=5)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        user: Any = form.get_user()
        login_throttle.remember(response, user.get_username(), self.request.COOKIES)
        if user.language in dict(settings.LANGUAGES):
            remember_language(response, user.language)
        if user.one_time_sheet_id:  # used: nobody is shown the slip any more
            User.objects.filter(pk=user.pk).update(one_time_sheet=None)
        return response


log_in = public(LogIn.as_view())


@everybody
def log_out(request: HttpRequest) -> HttpResponseBase:
    """End the session; whoever sits down next is greeted in the same language, which is no part of it."""
    response = auth_views.LogoutView.as_view()(request)
    if not request.user.is_authenticated:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


@everybody
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; whoever came with a one-time password gets no further before this is done."""
    user: Any = request.user
    form = PasswordChangeForm(user, request.POST or None)
    if form.is_valid() and _is_chosen(user, form):
        update_session_auth_hash(request, user)
        messages.success(request, _("Your new password holds from now on."))
        return redirect("home")
    return render(request, "directory/password.html", {"form": form, "first_time": user.must_change_password})


def _is_chosen(user: Any, form: PasswordChangeForm) -> bool:
    """Set the password of a valid form; one that is refused gets its sentence beside the field."""
    try:
        passwords.choose(user, form.cleaned_data["new_password1"], at=timezone.now())
    except DomainError as refusal:
        form.add_error("new_password1", str(refusal))
        return False
    return True
