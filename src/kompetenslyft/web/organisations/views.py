"""Organisations: the list, a page for each, and changing them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import access as account_access
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import access, actions, queries
from kompetenslyft.apps.organisations.kinds import Kind
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.web.access import is_officer, officer_only, person, signed_in
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.organisations.forms import ChangeForm, FilterForm, JointBoardForm, UnitForm
from kompetenslyft.web.organisations.lookup import organisation_or_404

PER_PAGE = 50


@signed_in
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations of the day, searched by name or code, filtered by county and kind."""
    form = FilterForm(request.GET, officer=is_officer(request))
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.search(
        wanted.get("q", ""), county=wanted.get("lan", ""), kind=wanted.get("typ", ""), on=clock.today()
    )
    if wanted.get("utan_ombud"):
        found = found.filter(pk__in=accounts.organisations_without_signatory(clock.today()))
    in_order = sorted(found, key=lambda one: swedish_key(one.name))
    page = Paginator(in_order, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "mine": accounts.memberships_of(person(request), clock.today())}
    return render(request, "organisations/list.html", context)


@signed_in
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: what it is, what lies below and beside it, and who acts for it."""
    shown, user, today = organisation_or_404(code), person(request), clock.today()
    sees_people = account_access.user_can_see_people(user, shown, today)
    below = sorted(queries.units_below(shown), key=lambda one: swedish_key(one.name))
    context = {
        "organisation": shown,
        "below": [one for one in below if one.valid_to is None or one.valid_to >= today],
        "ended": [one for one in below if one.valid_to is not None and one.valid_to < today],
        "boards": queries.joint_boards_of(shown),
        "members": queries.members_of(shown),
        "predecessors": queries.predecessors_of(shown),
        "sees_people": sees_people,
        "memberships": accounts.memberships_in(shown.pk, today) if sees_people else (),
        "history": queries.history(shown)[:20] if sees_people else (),
        "may_change": is_officer(request)
        or (shown.kind == Kind.UNIT and access.user_can_change_units(user, shown, today)),
        "may_add_units": access.user_can_change_units(user, shown, today),
    }
    return render(request, "organisations/detail.html", context)


@signed_in
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change name, validity and successor; of a joint board its municipalities too."""
    shown, user = organisation_or_404(code), person(request)
    if shown.kind == Kind.UNIT:
        access.check_may_change_units(user, shown, clock.today())
    else:
        access.check_is_officer(user, clock.today())
    initial = {
        "name": shown.name,
        "valid_from": shown.valid_from,
        "valid_to": shown.valid_to,
        "successor": shown.successor.code if shown.successor else "",
    }
    joint_board = shown.kind == Kind.JOINT_BOARD
    if joint_board:
        initial["members"] = " ".join(member.code for member in queries.members_of(shown))
    form = ChangeForm(request.POST or None, initial=initial, joint_board=joint_board)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_organisation(organisation=shown, by=user, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s är sparad.") % {"name": shown.name})
            return redirect("organisations:detail", code)
    return render(request, "organisations/change.html", {"organisation": shown, "form": form})


@signed_in
def new_unit(request: HttpRequest, code: str) -> HttpResponse:
    """A unit below the organisation."""
    parent, user = organisation_or_404(code), person(request)
    access.check_may_change_units(user, parent, clock.today())
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = actions.create_unit(parent=parent, by=user, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s är upplagd.") % {"name": unit.name})
            return redirect("organisations:detail", parent.code)
    return render(request, "organisations/new_unit.html", {"organisation": parent, "form": form})


@officer_only
def new_joint_board(request: HttpRequest) -> HttpResponse:
    """A joint board of municipalities."""
    form = JointBoardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            board = actions.create_joint_board(by=person(request), **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s är upplagd.") % {"name": board.name})
            return redirect("organisations:detail", board.code)
    return render(request, "organisations/new_joint_board.html", {"form": form})
