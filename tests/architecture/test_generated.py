"""What is generated is current."""

from tools import lock, reference


def test_generated_pages_are_what_the_code_gives() -> None:
    assert reference.stale() == [], "run `make reference`"


def test_lock_is_made_from_the_present_dependencies() -> None:
    assert lock.stale() == [], "run `make lock`"
