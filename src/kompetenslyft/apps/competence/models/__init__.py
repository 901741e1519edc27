"""Assessments, appraisal talks, profiles and needs, plans, resources, and who has read what."""

from kompetenslyft.apps.competence.models.assessments import Assessment, FrameworkUse, Reading
from kompetenslyft.apps.competence.models.needs import (
    DevelopmentNeed,
    Network,
    Resource,
    RoleProfile,
    UnitNeed,
)
from kompetenslyft.apps.competence.models.plans import (
    Plan,
    PlanDecision,
    PlanFollowUp,
    PlanItem,
    PlanTemplate,
)
from kompetenslyft.apps.competence.models.privacy import Disposal
from kompetenslyft.apps.competence.models.talks import AppraisalTalk, TalkEvent

__all__ = [
    "AppraisalTalk",
    "Assessment",
    "DevelopmentNeed",
    "Disposal",
    "FrameworkUse",
    "Network",
    "Plan",
    "PlanDecision",
    "PlanFollowUp",
    "PlanItem",
    "PlanTemplate",
    "Reading",
    "Resource",
    "RoleProfile",
    "TalkEvent",
    "UnitNeed",
]
