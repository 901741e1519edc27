"""The engines that count: DuckDB on Parquet (embedded, the default), PostgreSQL on a table, Spark on Parquet.

Each gives an Ibis table of a fact, in a ``with``. Whatever goes wrong in one is CannotCount, and says what to do.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import ibis
import psycopg

from kompetenslyft.core.facts.grain import CannotCount, CountCode, wrong
from kompetenslyft.core.facts.schema import ColumnType, FactTable
from kompetenslyft.core.findings import Finding

DATABASES = ("postgresql://", "postgres://")
MEMORY_MB = 200
"""What DuckDB may use before it puts the rest on disk. The process around it takes about 150 MB more."""

_KINDS: dict[ColumnType, Callable[[Any], bool]] = {
    ColumnType.TEXT: lambda kind: bool(kind.is_string()),
    ColumnType.INTEGER: lambda kind: bool(kind.is_integer()),
    ColumnType.DAY: lambda kind: bool(kind.is_date()),
    ColumnType.YES_NO: lambda kind: bool(kind.is_boolean()),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A fact as an Ibis table. ``percent`` tells how far the query that runs has come; None where nobody knows."""

    table: Any
    percent: Callable[[], int | None] = lambda: None


def opened(source: str, fact: FactTable, engine: str = "duckdb") -> AbstractContextManager[Opened]:
    """A fact in a Parquet file, or in a database whose address is given. ``engine``: duckdb or spark, for files."""
    if source.startswith(DATABASES):
        return on_postgresql(source, fact)
    return on_spark(source, fact) if engine == "spark" else on_duckdb(source, fact)


@contextmanager
def on_duckdb(source: str, fact: FactTable, *, memory_mb: int = MEMORY_MB) -> Iterator[Opened]:
    """A Parquet file in an embedded DuckDB, which keeps what it has no memory for in a folder of its own."""
    with Path(source).open("rb"), tempfile.TemporaryDirectory(prefix="kompetenslyft-") as scratch:
        connection = ibis.duckdb.connect(
            memory_limit=f"{memory_mb}MB",
            temp_directory=scratch,
            preserve_insertion_order=False,
            autoinstall_known_extensions=False,
        )
        try:
            with _told(source, duckdb.Error):
                connection.raw_sql("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
                table = connection.read_parquet(source)
                _check(source, table, fact)
                yield Opened(table, lambda: _percent(connection.con))
        finally:
            connection.disconnect()


@contextmanager
def on_postgresql(source: str, fact: FactTable) -> Iterator[Opened]:
    """The table of a database that is called as the fact."""
    place = source.rpartition("@")[2].partition("?")[0]
    try:
        connection = ibis.connect(source)
    except (psycopg.Error, OSError) as error:
        raise CannotCount(_no_database(place, error)) from error
    except (TypeError, ValueError):
        raise CannotCount(_no_address()) from None
    try:
        with _told(place, psycopg.Error):
            if fact.name not in connection.list_tables():
                raise CannotCount(_no_table(place, fact))
            table = connection.table(fact.name)
            _check(place, table, fact)
            yield Opened(table)
    finally:
        connection.disconnect()


@contextmanager
def on_spark(source: str, fact: FactTable) -> Iterator[Opened]:
    """Parquet, at any address that Spark reads, in the cluster that the environment names; else on this machine."""
    session_maker, errors = _spark()
    if "://" not in source:
        with Path(source).open("rb"):
            source = str(Path(source).resolve())
    session = (
        session_maker.builder.appName("kompetenslyft")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.ansi.enabled", "true")
        .getOrCreate()
    )
    with _told(source, *errors):
        table = ibis.pyspark.connect(session).read_parquet(source)
        _check(source, table, fact)
        yield Opened(table)


def _spark() -> tuple[Any, tuple[type[Exception], ...]]:
    """SparkSession and what goes wrong in Spark. CannotCount where the package or Java is missing."""
    try:
        session_maker = import_module("pyspark.sql").SparkSession
        failed = import_module("pyspark.errors").PySparkException
        in_java = import_module("py4j.protocol").Py4JError
    except ImportError as error:
        raise CannotCount(_no_engine("pyspark", 'pip install "kompetenslyft[spark]"')) from error
    if not java():
        raise CannotCount(_no_engine("Java", "apt install openjdk-17-jre-headless"))
    return session_maker, (failed, in_java)


def java() -> str | None:
    """The path of Java, as Spark looks for it; None where there is none."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


def _percent(connection: Any) -> int | None:
    done = connection.query_progress()
    return int(done) if done >= 0 else None


@contextmanager
def _told(place: str, *errors: type[Exception]) -> Iterator[None]:
    """What an engine fails with, as a finding; ArithmeticError and ValueError are sums that no 64-bit integer holds."""
    expected: tuple[type[Exception], ...] = (*errors, ArithmeticError, ValueError)
    try:
        yield
    except expected as error:
        raise CannotCount(_unreadable(place, error)) from error


def _check(place: str, table: Any, fact: FactTable) -> None:
    """CannotCount where the table has not the fact's columns, or has them of another kind."""
    kinds = table.schema()
    missing = [one.name for one in fact.columns if one.name not in kinds]
    other = [one.name for one in fact.columns if one.name in kinds and not _KINDS[one.type](kinds[one.name])]
    if not missing and not other:
        return
    sv = [f"saknar {', '.join(missing)}"] if missing else []
    en = [f"lacks {', '.join(missing)}"] if missing else []
    if other:
        sv.append(f"har {', '.join(other)} av fel slag")
        en.append(f"has {', '.join(other)} of the wrong kind")
    raise CannotCount(
        wrong(
            CountCode.COLUMNS_DIFFER,
            sv=f"{place} {' och '.join(sv)} för att vara «{fact.name}» i version {fact.version}. Gör om uttaget.",
            en=f"{place} {' and '.join(en)} to be “{fact.name}” of version {fact.version}. Take the snapshot anew.",
        )
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]


def _unreadable(place: str, error: Exception) -> Finding:
    return wrong(
        CountCode.UNREADABLE,
        sv=f"{place} gick inte att räkna: {_first_line(error)}. Gör om uttaget om filen är avkortad eller ändrad.",
        en=f"{place} could not be counted: {_first_line(error)}. If the file is cut off or changed, take the snapshot "
        "anew.",
    )


def _no_database(place: str, error: Exception) -> Finding:
    return wrong(
        CountCode.NO_DATABASE,
        sv=f"Databasen {place} svarar inte: {_first_line(error)}. Rätta adressen eller starta databasen.",
        en=f"The database {place} does not answer: {_first_line(error)}. Correct the address or start the database.",
    )


def _no_address() -> Finding:
    """Nothing of the address is told: it may hold a password."""
    return wrong(
        CountCode.NO_DATABASE,
        sv="Databasens adress går inte att läsa. Skriv postgresql://användare@dator:port/databas.",
        en="The address of the database cannot be read. Write postgresql://user@machine:port/database.",
    )


def _no_table(place: str, fact: FactTable) -> Finding:
    return wrong(
        CountCode.NO_DATABASE,
        sv=f"Databasen {place} har ingen tabell «{fact.name}». Läs in uttaget dit först.",
        en=f"The database {place} has no table “{fact.name}”. Load the snapshot into it first.",
    )


def _no_engine(name: str, remedy: str) -> Finding:
    return wrong(
        CountCode.NO_ENGINE,
        sv=f"Spark behöver {name}, som inte finns här. Installera: {remedy}. Eller räkna med DuckDB.",
        en=f"Spark needs {name}, which is not here. Install: {remedy}. Or count with DuckDB.",
    )
