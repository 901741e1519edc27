from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "kompetenslyft.apps.grants"
    label = "grants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kompetenslyft.apps.collection.signals import returns_moved
        from kompetenslyft.apps.grants.actions.claims import follow_requisition
        from kompetenslyft.apps.grants.actions.joint_reports import follow_report

        returns_moved.connect(follow_requisition, dispatch_uid="grants.follow_requisition")
        returns_moved.connect(follow_report, dispatch_uid="grants.follow_report")
