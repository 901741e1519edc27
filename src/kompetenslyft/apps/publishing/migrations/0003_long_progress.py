from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("publishing", "0002_saved_queries"),
    ]

    operations = [
        migrations.AlterField(
            model_name="publication",
            name="progress",
            field=models.TextField(blank=True),
        ),
    ]
