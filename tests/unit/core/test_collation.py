"""Swedish alphabetical order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.collation import swedish_key


def test_swedish_letters_come_last_in_their_own_order() -> None:
    names = ["Örebro", "Älmhult", "Åre", "Zinkgruvan", "arvika", "Borås", "Ängelholm", "Åmål"]
    expected = ["arvika", "Borås", "Zinkgruvan", "Åmål", "Åre", "Älmhult", "Ängelholm", "Örebro"]
    assert sorted(names, key=swedish_key) == expected


def test_capitals_and_accents_make_no_difference() -> None:
    assert swedish_key("LINNÉ")[0] == swedish_key("linne")[0]
    assert swedish_key("Müller")[0] == swedish_key("Myller")[0]


@given(st.lists(st.text(alphabet="abcxyzåäöÅÄÖ é-", max_size=8)))
def test_order_does_not_depend_on_where_one_began(names: list[str]) -> None:
    turned = list(reversed(names))
    assert sorted(turned, key=swedish_key) == sorted(names, key=swedish_key)
