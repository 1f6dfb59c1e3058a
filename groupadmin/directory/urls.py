"""Addresses of logging in, people, departments and log-ins. Fixed words stand before staff numbers."""

from django.urls import path

from groupadmin.directory import account_views, department_views, import_views, login_views, mapping_views, people_views

urlpatterns = [
    path("login/", login_views.log_in, name="login"),
    path("logout/", login_views.log_out, name="logout"),
    path("password/", login_views.password, name="password"),
    path("people/", people_views.people, name="people"),
    path("people/import/", import_views.bring, name="directory_import"),
    path("people/import/<int:number>/", import_views.batch, name="directory_import_batch"),
    path("people/import/<int:number>/confirm/", import_views.confirm, name="directory_import_confirm"),
    path("people/import/<int:number>/again/", import_views.again, name="directory_import_again"),
    path("people/import/<int:number>/discard/", import_views.discard, name="directory_import_discard"),
    path("people/import/<int:number>/undo/ask/", import_views.ask_undo, name="directory_import_ask_undo"),
    path("people/import/<int:number>/undo/", import_views.undo, name="directory_import_undo"),
    path("people/import/<int:number>/errors.xlsx", import_views.errors, name="directory_import_errors"),
    path("people/import/template.xlsx", import_views.template, name="directory_template"),
    path("people/import/columns/", mapping_views.mappings, name="directory_mappings"),
    path("people/import/columns/<int:number>/forget/", mapping_views.forget, name="directory_mapping_forget"),
    path("people/imports/", import_views.history, name="directory_imports"),
    path("people/options/", people_views.options, name="people_options"),
    path("people/<str:staff_no>/", people_views.person, name="person"),
    path("departments/", department_views.tree, name="departments"),
    path("departments/options/", department_views.options, name="department_options"),
    path("departments/new/", department_views.new_department, name="department_new"),
    path("departments/<int:number>/", department_views.department, name="department"),
    path("accounts/", account_views.account_list, name="accounts"),
    path("accounts/new/", account_views.new_accounts, name="accounts_new"),
    path("accounts/<int:number>/", account_views.account, name="account"),
    path("accounts/<int:number>/reset/", account_views.reset, name="account_reset"),
    path("accounts/<int:number>/take-back/", account_views.take_back, name="account_take_back"),
    path("accounts/slips/<int:number>/", account_views.sheet_of_slips, name="account_slips"),
    path("accounts/<int:number>/lock/", account_views.lock, name="account_lock"),
]
