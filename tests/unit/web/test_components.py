"""The shared parts of pages."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.apps import clock
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text
from kompetenslyft.web.desk.items import Item, Urgency, in_order
from kompetenslyft.web.templatetags.components import distance


def shown(source: str, **context: object) -> str:
    return Template("{% load components %}" + source).render(Context(context))


class AddressForm(forms.Form):
    email = forms.EmailField(label="E-postadress", help_text="Skriv din adress.")
    note = forms.CharField(label="Anteckning", required=False)
    role = forms.ChoiceField(label="Roll", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "i dag"),
        (1, "i morgon"),
        (-1, "i går"),
        (4, "om 4 dagar"),
        (-3, "för 3 dagar sedan"),
    ],
)
def test_distance_in_words(days: int, words: str) -> None:
    with translation.override("sv"):
        assert distance(days) == words


@pytest.mark.parametrize(("days", "tone"), [(-1, "due-late"), (0, "due-soon"), (7, "due-soon"), (8, None)])
def test_a_date_that_presses_shows_it(days: int, tone: str | None) -> None:
    html = shown("{% due day %}", day=clock.today() + timedelta(days=days))
    assert ("due-late" in html, "due-soon" in html) == (tone == "due-late", tone == "due-soon")


def test_a_date_that_no_longer_presses_does_not_warn() -> None:
    assert "due-late" not in shown("{% due day closed=True %}", day=clock.today() - timedelta(days=9))


def test_no_date_no_words() -> None:
    assert shown("{% due day %}", day=None).strip() == ""


@pytest.mark.parametrize(
    ("severity", "word"),
    [
        (Severity.HARD, "Måste rättas"),
        (Severity.SOFT, "Rätta eller förklara"),
        (Severity.TRIAL, "På prov"),
        (Severity.INFO, "Att känna till"),
    ],
)
def test_a_finding_says_its_weight_in_a_word(severity: Severity, word: str) -> None:
    found = Finding("K101", severity, Text(sv="Summan <stämmer> inte.", en="The sum is off."))
    with translation.override("sv"):
        html = shown("{% finding found %}", found=found)
    assert word in html and "K101" in html and "<svg" in html
    assert "Summan &lt;stämmer&gt; inte." in html


def test_a_finding_is_read_in_the_readers_language() -> None:
    found = Finding("K101", Severity.HARD, Text(sv="Summan stämmer inte.", en="The sum is off."))
    with translation.override("en"):
        assert "The sum is off." in shown("{% finding found %}", found=found)


def test_a_wrong_field_is_tied_to_its_message_and_the_summary_links_to_it() -> None:
    form = AddressForm({"email": "ingen adress", "role": "a"})
    html = shown("{% form_fields form %}", form=form)
    assert 'aria-describedby="id_email-help id_email-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_email-error"' in html and 'href="#id_email"' in html
    assert 'value="ingen adress"' in html


def test_an_untouched_form_has_no_summary() -> None:
    assert "ds-error-summary" not in shown("{% form_fields form %}", form=AddressForm())


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = shown("{% field bound %}", bound=AddressForm()["role"])
    assert "<fieldset" in html and "<legend" in html and 'class="ds-input"' not in html


def test_pages_keep_the_filters() -> None:
    request = RequestFactory().get("/?q=%C3%A5&page=2")
    html = shown("{% pagination page %}", page=Paginator(range(100), 10).get_page(2), request=request)
    assert 'href="?q=%C3%A5&amp;page=3"' in html
    assert 'aria-current="page"' in html


def test_one_page_needs_no_links() -> None:
    request = RequestFactory().get("/")
    assert shown("{% pagination page %}", page=Paginator([1], 10).get_page(1), request=request).strip() == ""


ITEMS = st.builds(
    Item,
    title=st.text(max_size=5),
    detail=st.just(""),
    url=st.just("/"),
    urgency=st.sampled_from(Urgency),
    due=st.none() | st.dates(),
)


@given(st.lists(ITEMS))
def test_the_most_pressing_comes_first_and_nothing_is_lost(items: list[Item]) -> None:
    ordered = in_order(items)
    assert sorted(map(repr, ordered)) == sorted(map(repr, items))
    for earlier, later in pairwise(ordered):
        assert earlier.urgency <= later.urgency
        if earlier.urgency == later.urgency and later.due is not None:
            assert earlier.due is not None and earlier.due <= later.due
