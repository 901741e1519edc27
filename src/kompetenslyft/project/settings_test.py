"""Settings of the test suite: fast hashing, mail in memory, a database named by DATABASE_URL or SQLite."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("KOMPETENSLYFT_DATA", tempfile.mkdtemp(prefix="kompetenslyft-test-"))

from kompetenslyft.project.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEMO_DATE = None
PAYER = {
    "name": "Socialstyrelsen",
    "number": "2021000555",
    "iban": "SE45 5000 0000 0583 9825 7466",
    "bic": "ESSESESS",
}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # In a file, as in real use: several connections at once work there and not in memory.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}  # noqa: F405
