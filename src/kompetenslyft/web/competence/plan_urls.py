"""Routes of competence: plans of people and of organisations."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.competence import plan_building_views, plan_list_views, plan_pdf_view, plan_views

urlpatterns: list[URLPattern] = [
    path("planer/<str:code>/", plan_list_views.plans, name="plans"),
    path("planer/<str:code>/ny/", plan_building_views.begin_at, name="plan_begin_at"),
    path(
        "planer/<str:code>/mallar/<int:template_id>/ta-bort/",
        plan_building_views.template_remove,
        name="plan_template_remove",
    ),
    path("plan/ny/<int:person_id>/", plan_building_views.begin, name="plan_begin"),
    path("plan/<int:plan_id>/", plan_views.plan, name="plan"),
    path("plan/<int:plan_id>/plan.pdf", plan_pdf_view.pdf, name="plan_pdf"),
    path("plan/<int:plan_id>/namn-och-tid/", plan_views.describe, name="plan_describe"),
    path("plan/<int:plan_id>/besluta/", plan_views.decide, name="plan_decide"),
    path("plan/<int:plan_id>/andra/", plan_views.reopen, name="plan_reopen"),
    path("plan/<int:plan_id>/avsluta/", plan_views.close, name="plan_close"),
    path("plan/<int:plan_id>/beslut/<int:number>/", plan_views.decision, name="plan_decision"),
    path("plan/<int:plan_id>/mall/", plan_building_views.template_insert, name="plan_template_insert"),
    path("plan/<int:plan_id>/spara-mall/", plan_building_views.template_save, name="plan_template_save"),
    path("plan/<int:plan_id>/ta-upp/", plan_building_views.take_up, name="plan_take_up"),
    path("plan/<int:plan_id>/mal/nytt/", plan_views.item_new, name="plan_item_new"),
    path("plan/<int:plan_id>/mal/<int:item_id>/", plan_views.item, name="plan_item"),
    path("plan/<int:plan_id>/mal/<int:item_id>/ta-bort/", plan_views.item_remove, name="plan_item_remove"),
    path("plan/<int:plan_id>/mal/<int:item_id>/folj-upp/", plan_views.follow_up, name="plan_follow_up"),
]
