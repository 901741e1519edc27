"""The pages of docs/reference on access to people and on what is kept of them."""

from __future__ import annotations

from kompetenslyft.core.privacy.extract import COLUMNS, FORMAT, REGISTER_PART, SECTION_TITLES
from kompetenslyft.core.privacy.retention import CountedFrom
from kompetenslyft.core.privacy.rights import (
    OF_PERSONS,
    RELATION_LABELS,
    RIGHTS,
    THING_LABELS,
    Relation,
    Right,
    Thing,
)
from kompetenslyft.exchange.staff_definitions import qualification_rules, retention_rules

GENERATED = "<!-- Generated from the code by `make reference`. Changes here are lost. -->\n\n"
_SIGNS = {Right.NONE: "", Right.SEE: "see", Right.CHANGE: "change"}
_COUNTED_FROM = {
    CountedFrom.EMPLOYMENT_END: "the last day of the last employment",
    CountedFrom.RECORD: "the day of the record",
    CountedFrom.SETTLED: "the day the matter was settled",
}

_ACCESS = """This is the table that decides, in `core/privacy/rights.py`. «Change» includes «see»; an empty cell is
nothing. A person who is not somebody's to see is said not to exist. The state and other municipalities have no column:
they never see a person. Nobody is their own leader. A closed account reaches nothing."""
_ACCESS_MORE = """\
`decision` is changed by the employer's own signatory. `profile`, `collective_plan` and `resources` are
also seen by whoever holds one of these relations elsewhere within the employer and sees them there. Of `extract` the
staff administrator gives out the register part. Before a talk is held, the leader's assessment in it is the leader's
draft, and the own assessment is the person's until it is said to be done."""
_EXTRACT = f"""\
A JSON file (`{FORMAT}`), in UTF-8, and the same as PDF. `employer`, `given_at` (ISO 8601), `whole` (false:
the register part alone), `made_up`, and `sections`: for each of them a list of objects with all the fields below. What
is blank is null. Days and times are ISO 8601. Codes are those of the system; the PDF has their
words. `share` is per cent of full time, `credits` tenths of higher education credits."""


def access() -> str:
    """Who may see and change what about people at work: the table that decides."""
    lines = [
        "# Who sees and changes what about people at work",
        "",
        _ACCESS,
        "",
        "| relation | Swedish | English |",
        "|---|---|---|",
        *(f"| `{one.value}` | {RELATION_LABELS[one].sv} | {RELATION_LABELS[one].en} |" for one in Relation),
    ]
    for title, things in (
        ("Of one person", [thing for thing in Thing if thing in OF_PERSONS]),
        ("Of an organisation", [thing for thing in Thing if thing not in OF_PERSONS]),
    ):
        lines += [
            "",
            f"## {title}",
            "",
            "| thing | Swedish | English | " + " | ".join(f"`{one.value}`" for one in Relation) + " |",
            "|---|---|---|" + "---|" * len(Relation),
        ]
        for thing in things:
            label = THING_LABELS[thing]
            given = " | ".join(_SIGNS[RIGHTS[one].get(thing, Right.NONE)] for one in Relation)
            lines.append(f"| `{thing.value}` | {label.sv} | {label.en} | {given} |")
    lines += [
        "",
        _ACCESS_MORE,
    ]
    return GENERATED + "\n".join(lines) + "\n"


def extract() -> str:
    """The schema of the register extract's JSON file."""
    lines = [
        "# The register extract",
        "",
        _EXTRACT,
        "",
        "| section | Swedish | in the register part | fields |",
        "|---|---|---|---|",
    ]
    for section, title in SECTION_TITLES.items():
        fields = ", ".join(f"`{column}`" for column in COLUMNS[section])
        register = "yes" if section in REGISTER_PART else ""
        lines.append(f"| `{section.value}` | {title.sv} | {register} | {fields} |")
    return GENERATED + "\n".join(lines) + "\n"


def retention() -> str:
    """How long each kind of record is kept, and the dated rules on who may handle child cases."""
    lines = [
        "# How long records are kept, and who may handle child cases",
        "",
        "## Retention",
        "",
        "From `definitions/retention.yaml`. The municipality's own plan decides; it is changed there.",
        "",
        "| record | Swedish | years | counted from | source |",
        "|---|---|---|---|---|",
        *(
            f"| `{kind.value}` | {rule.title.sv} | {rule.years} | {_COUNTED_FROM[rule.counted_from]} "
            f"| {rule.source.sv} |"
            for kind, rule in retention_rules().items()
        ),
        "",
        "## Qualification to handle child cases",
        "",
        "From `definitions/qualification/`. The newest rule set that has begun holds; a new regulation is a new file.",
        "",
        "| rules | from | accepts | transition | source | not certain |",
        "|---|---|---|---|---|---|",
    ]
    for rule_set in qualification_rules():
        ways = "; ".join(way.label.sv for way in rule_set.accepts) or "inget krav"
        steps = rule_set.transition.steps if rule_set.transition else ()
        until = "; ".join(f"till {step.until} ({step.source})" for step in steps)
        note = rule_set.note.sv if rule_set.note else ""
        lines.append(
            f"| `{rule_set.ref}` | {rule_set.valid_from} | {ways} | {until} | {rule_set.source} | {note} |"
        )
    return GENERATED + "\n".join(lines) + "\n"
