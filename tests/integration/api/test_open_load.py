"""What the open API keeps, and how much it makes at once."""

from __future__ import annotations

import threading

import pytest

from kompetenslyft.api.v2 import caching, formats, limits
from kompetenslyft.apps.publishing import queries
from tests.factories import open_tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_limits")]

TABLE = open_tables.RELEASED
DATA = f"/api/v2/tables/{TABLE}/data"


@pytest.fixture
def released():
    return open_tables.released()


def test_what_was_made_is_not_made_again(client, released, monkeypatch, django_assert_num_queries):
    first = client.get(DATA)
    monkeypatch.setattr(caching, "_made", None)
    with django_assert_num_queries(2):
        again = client.get(DATA)
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    posted = client.post(DATA, "{}", content_type="application/json")
    assert posted.content == first.content and "ETag" not in posted.headers


def test_what_the_reader_has_is_known_by_tag_and_by_date(client, released, monkeypatch):
    first = client.get(DATA)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    monkeypatch.setattr(queries, "cube_of", None)
    for known in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get(DATA, headers=known)
        assert (again.status_code, again.content) == (304, b"")


def test_a_format_that_is_written_otherwise_has_another_tag(client, released, monkeypatch):
    first = client.get(f"{DATA}?outputFormat=csv").headers["ETag"]
    newer = formats.FORMATS["csv"]
    changed = formats.Format(newer.content_type, newer.extension, newer.version + 1, newer.write)
    monkeypatch.setitem(formats.FORMATS, "csv", changed)
    assert client.get(f"{DATA}?outputFormat=csv").headers["ETag"] != first


def test_the_memory_of_answers_is_bounded():
    answers = caching.Answers(100)
    for name in "abcde":
        answers.put(name, caching.Kept(b"x" * 24, {}))
    assert [name for name in "abcde" if answers.get(name)] == ["b", "c", "d", "e"]
    answers.put("large", caching.Kept(b"x" * 25, {}))
    assert answers.get("large") is None
    answers.get("b")
    answers.put("f", caching.Kept(b"x" * 24, {}))
    assert answers.get("b") and not answers.get("c")


def test_no_more_are_let_in_than_there_is_room_for():
    turns, let_out, sent_away = limits.Turns(1, 1, 30), threading.Event(), []
    inside, done = threading.Event(), []

    def stay():
        with turns.taken():
            inside.set()
            let_out.wait(30)
            done.append(1)

    first = threading.Thread(target=stay)
    first.start()
    assert inside.wait(30)
    second = threading.Thread(target=stay)
    second.start()
    while turns._here._value:
        pass
    for _ in range(20):
        try:
            with turns.taken():
                pass
        except limits.Full:
            sent_away.append(1)
    let_out.set()
    first.join(30)
    second.join(30)
    assert (len(sent_away), len(done)) == (20, 2)
    with turns.taken():
        done.append(1)


def test_who_has_waited_long_enough_is_sent_away():
    turns = limits.Turns(1, 1, 0.01)
    with turns.taken(), pytest.raises(limits.Full), turns.taken():
        pass


def test_all_processes_together_let_in_no_more_than_there_are_doors(tmp_path):
    doors = [tmp_path / "1.lock", tmp_path / "2.lock"]
    one, two, three = (limits.Turns(1, 0, 0.01, doors) for _ in range(3))
    with one.taken():
        with two.taken(), pytest.raises(limits.Full), three.taken():
            pass
        with three.taken(), pytest.raises(limits.Full), two.taken():
            pass
    with one.taken(), two.taken():
        assert sorted(tmp_path.iterdir()) == doors


def test_a_turn_that_goes_wrong_is_given_back(tmp_path):
    turns = limits.Turns(1, 0, 0, [tmp_path / "1.lock"])
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turns.taken():
            raise ZeroDivisionError


def test_a_burst_is_told_to_come_back_and_what_is_kept_is_still_given(client, released, monkeypatch):
    known = client.get(DATA).content
    monkeypatch.setattr(limits, "turns", limits.Turns(1, 0, 0))
    with limits.turns.taken():
        answer = client.get(f"{DATA}?lang=en")
        assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (
            429,
            "Q412",
            "1",
        )
        assert client.get(DATA).content == known
        assert client.get(f"/tabeller/{TABLE}/").status_code == 200
