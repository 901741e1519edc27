"""What Swedish HR systems call their columns and write in them. A mapping's own words come before these."""

from __future__ import annotations

from collections.abc import Mapping

from kompetenslyft.core.staff.importing.mapping import CODED, NO, NONE, YES, FieldName, heading_key, plain
from kompetenslyft.core.staff.model import (
    CREDENTIAL_LABELS,
    GENDER_LABELS,
    REASON_LABELS,
    ROLE_LABELS,
    SERVICE_LABELS,
    CredentialKind,
    Gender,
    LeavingReason,
    Service,
    StaffRole,
)
from kompetenslyft.core.text import Text

F = FieldName
_HEADINGS: Mapping[FieldName, str] = {
    F.NUMBER: "anställningsnummer anställningsnr anställningsid anstnr anst.nr anstid medarbetarnummer "
    "medarbetarid personalnummer personalnr employmentnumber employeenumber employeeid",
    F.NAME: "namn fullständigtnamn medarbetare personnamn name",
    F.FIRST_NAME: "förnamn fornamn tilltalsnamn firstname",
    F.LAST_NAME: "efternamn lastname surname",
    F.EMAIL: "e-post epost e-postadress epostadress epostarb e-postarbete mejl mail email e-mail",
    F.GENDER: "kön kon gender",
    F.UNIT_CODE: "enhetskod enhetsid enhetsnr enhetsnummer ansvar ansvarskod organisationskod orgkod "
    "kostnadsställe resenhet unitcode",
    F.UNIT_NAME: "enhet enhetsnamn enhetensnamn arbetsplats organisation organisationsenhet avdelning unit",
    F.ROLE: "befattning befattningsbenämning befattningstext bef.benämning benämning roll titel yrke role title",
    F.SERVICE: "verksamhet verksamhetsområde service",
    F.SHARE: "sysselsättningsgrad sysselsättningsgrad% ssg sysgrad syssgrad sysselsgr tjänstgöringsgrad grad share",
    F.PERMANENT: "anställningsform anstform anst.form anställningstyp tillsvidare",
    F.FIRST_DAY: "anställdfr.o.m. anställdfrom anställdfrånochmed anställningsdatum anstdatum anstfrom fr.o.m. "
    "startdatum anställningfrom firstday startdate",
    F.LAST_DAY: "anställdt.o.m. anställdtom anställdtillochmed anställningtom avgångsdatum avgdatum ansttom t.o.m. "
    "slutdatum sistaanställningsdag lastday enddate",
    F.VALID_FROM: "gällerfr.o.m. gällerfrom gällerfrånochmed sysgraddatum ssgfrom",
    F.LEAVING_REASON: "avgångsorsak avslutsorsak avgångsanledning slutorsak reason",
    F.ROLE_SINCE: "förstaårirollen irollensedan befattningsår rollsedan",
    F.SOCIAL_WORK_SINCE: "förstaårisocialtarbete isocialtarbetesedan socialtarbetesedan branschår",
    F.FIRST_MANAGEMENT_JOB: "förstachefsuppdraget förstachefsuppdrag förstachefsjobbet",
    F.NEEDS_SUPERVISION_TRAINING: "behöverutbildningiarbetsledning behoversupervision utvecklasiarbetsledning",
    F.DEGREE: "examen grundexamen utbildning degree",
    F.DEGREE_YEAR: "examensår examensdatum examenår årförexamen degreeyear",
    F.MASTER_YEAR: "magisterår magisterexamen magisterutbildning magister",
    F.CONTINUING_TRAINING_YEAR: "fortbildning fortbildningsår",
    F.HIGHER_EDUCATION_YEAR: "vidareutbildning vidareutbildningsår",
    F.LEAVE_FIRST_DAY: "tjänstledigfr.o.m. tjänstledigfrom ledigfrom ledigfr.o.m. frånvarandefrom",
    F.LEAVE_LAST_DAY: "tjänstledigt.o.m. tjänstledigtom ledigtom ledigt.o.m. frånvarandetom",
}
FIELD_OF_HEADING: Mapping[str, FieldName] = {
    heading_key(heading): name for name, headings in _HEADINGS.items() for heading in headings.split()
}
"""The field that a heading (as ``heading_key``) says."""

IDENTITY_HEADINGS = frozenset(
    heading_key(heading)
    for heading in (
        "personnummer",
        "personnr",
        "persnr",
        "pnr",
        "persnummer",
        "personnummer/samordningsnummer",
        "person-/samordningsnummer",
        "samordningsnummer",
        "samordningsnr",
        "födelsenummer",
        "ssn",
        "social security number",
        "personal identity number",
    )
)
"""Headings of columns that hold personal identity numbers."""

_YES_NO_WORDS = {
    "ja": YES, "j": YES, "x": YES, "1": YES, "sant": YES, "true": YES, "yes": YES,
    "nej": NO, "n": NO, "0": NO, "falskt": NO, "false": NO, "no": NO,
}  # fmt: skip
_OWN: Mapping[FieldName, Mapping[str, str]] = {
    F.GENDER: {
        "k": Gender.WOMAN, "f": Gender.WOMAN, "kv": Gender.WOMAN, "woman": Gender.WOMAN, "female": Gender.WOMAN,
        "m": Gender.MAN, "male": Gender.MAN,
    },
    F.ROLE: {
        "socialsekr": StaffRole.SOCIAL_WORKER, "soc.sekr": StaffRole.SOCIAL_WORKER,
        "socialsekreterare barn": StaffRole.SOCIAL_WORKER, "barnhandläggare": StaffRole.SOCIAL_WORKER,
        "förste socialsekreterare": StaffRole.SOCIAL_WORKER, "familjehemssekr": StaffRole.FAMILY_HOME_SOCIAL_WORKER,
        "bist.handl": StaffRole.CARE_NEEDS_ASSESSOR, "biståndshandl": StaffRole.CARE_NEEDS_ASSESSOR,
        "lss-handläggare": StaffRole.CARE_NEEDS_ASSESSOR, "1:e socialsekreterare": StaffRole.TEAM_LEADER,
        "gruppledare": StaffRole.TEAM_LEADER, "teamledare": StaffRole.TEAM_LEADER,
        "bitr enhetschef": StaffRole.TEAM_LEADER, "biträdande enhetschef": StaffRole.TEAM_LEADER,
        "sektionschef": StaffRole.UNIT_MANAGER, "förvaltningschef": StaffRole.DEPARTMENT_HEAD,
        "socialchef": StaffRole.DEPARTMENT_HEAD, "familjebehandlare": StaffRole.TREATMENT,
        "behandlingsassistent": StaffRole.TREATMENT, "assistent": StaffRole.ADMINISTRATOR,
    },
    F.SERVICE: {
        "barn": Service.CHILD_WELFARE, "barn och ungdom": Service.CHILD_WELFARE, "bou": Service.CHILD_WELFARE,
        "barn- och ungdomsvård": Service.CHILD_WELFARE, "vuxen": Service.ADULTS, "missbruk": Service.ADULTS,
        "försörjningsstöd": Service.FINANCIAL_ASSISTANCE, "ek bistånd": Service.FINANCIAL_ASSISTANCE,
        "lss": Service.DISABILITY, "funktionshinder": Service.DISABILITY, "äldreomsorg": Service.ELDERLY,
        "övrigt": Service.OTHER,
    },
    F.PERMANENT: _YES_NO_WORDS | {
        "tillsvidare": YES, "tv": YES, "fast": YES, "fast anställning": YES, "tillsvidareanställning": YES,
        "tillsvidareanställd": YES, "provanställning": YES, "prov": YES,
        "visstid": NO, "tidsbegränsad": NO, "tidsbegränsad anställning": NO, "vikarie": NO, "vikariat": NO,
        "vik": NO, "allmän visstid": NO, "särskild visstid": NO, "visstidsanställning": NO, "projektanställning": NO,
        "praktik": NO,
    },
    F.LEAVING_REASON: {
        "egen begäran": LeavingReason.OWN_REQUEST_EXTERNAL, "egen uppsägning": LeavingReason.OWN_REQUEST_EXTERNAL,
        "intern rörlighet": LeavingReason.INTERNAL_MOVE, "internt byte": LeavingReason.INTERNAL_MOVE,
        "ålderspension": LeavingReason.RETIREMENT, "pensionering": LeavingReason.RETIREMENT,
        "vikariat slut": LeavingReason.END_OF_TERM, "visstid slut": LeavingReason.END_OF_TERM,
        "tidsbegränsad anställning upphör": LeavingReason.END_OF_TERM, "annan": LeavingReason.OTHER,
        "övrigt": LeavingReason.OTHER,
    },
    F.FIRST_MANAGEMENT_JOB: _YES_NO_WORDS,
    F.NEEDS_SUPERVISION_TRAINING: _YES_NO_WORDS,
    F.DEGREE: {
        "socionom": CredentialKind.SOCIAL_WORK_DEGREE, "socionomprogrammet": CredentialKind.SOCIAL_WORK_DEGREE,
        "annan": CredentialKind.OTHER_DEGREE, "annan högskoleexamen": CredentialKind.OTHER_DEGREE,
        "kandidatexamen": CredentialKind.OTHER_DEGREE, "social omsorgsexamen": CredentialKind.OTHER_DEGREE,
        "ingen": NONE, "saknas": NONE, "nej": NONE, "-": NONE,
    },
}  # fmt: skip
_LABELS: Mapping[FieldName, Mapping[str, Text]] = {
    F.GENDER: {value.value: label for value, label in GENDER_LABELS.items()},
    F.ROLE: {value.value: label for value, label in ROLE_LABELS.items()},
    F.SERVICE: {value.value: label for value, label in SERVICE_LABELS.items()},
    F.LEAVING_REASON: {value.value: label for value, label in REASON_LABELS.items()},
    F.DEGREE: {value.value: label for value, label in CREDENTIAL_LABELS.items()}
    | {NONE: Text(sv="Ingen examen", en="No degree")},
    F.PERMANENT: {
        YES: Text(sv="Tillsvidare", en="Permanent"),
        NO: Text(sv="Tidsbegränsad", en="For a limited time"),
    },
}
_YES_NO_LABELS = {YES: Text(sv="Ja", en="Yes"), NO: Text(sv="Nej", en="No")}

VALUE_LABELS: Mapping[FieldName, Mapping[str, Text]] = {
    name: {value: _LABELS.get(name, _YES_NO_LABELS)[value] for value in CODED[name]} for name in CODED
}
"""What the values of a coded field are called."""
WORDS: Mapping[FieldName, Mapping[str, str]] = {
    name: {plain(label): value for value, text in labels.items() for label in (text.sv, text.en, value)}
    | {plain(word): value for word, value in _OWN[name].items()}
    for name, labels in VALUE_LABELS.items()
}
"""The words that are understood without a mapping, as ``plain``."""
