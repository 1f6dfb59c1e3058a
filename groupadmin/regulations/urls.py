"""Addresses of the library of regulations."""

from django.urls import path

from groupadmin.regulations import views

urlpatterns = [
    path("regulations/", views.library, name="regulation_library"),
    path("regulations/<slug:slug>/", views.regulation, name="regulation"),
    path("regulations/<slug:slug>/<int:edition>/", views.regulation, name="regulation_edition"),
    path("regulations/<slug:slug>/<int:edition>/nickname/", views.try_nickname, name="regulation_nickname"),
    path("regulations/<slug:slug>/<int:edition>/new/", views.new_edition, name="regulation_new_edition"),
    path("regulations/<slug:slug>/<int:edition>/blanks/", views.fill_in, name="regulation_blanks"),
    path("regulations/<slug:slug>/<int:edition>/publish/", views.publish, name="regulation_publish"),
]
