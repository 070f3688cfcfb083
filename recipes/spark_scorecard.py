"""Run the SQL of the scorecard and the gaps on Spark, over an export of `cbi export parquet`.

Local mode: ``python recipes/spark_scorecard.py EXPORT 2022 2023-03-31``. On a cluster, pass the same file to
``spark-submit --master ... --py-files recipes/rows.py``, with an export that all machines can read.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from pyspark.sql import SparkSession
from rows import call, run, tables


def main() -> int:
    """Run both reports; return 1 if rows were compared and differ."""
    given = call("Reports of an export on Spark.").parse_args()
    spark = SparkSession.builder.appName("cbi").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    try:
        for table in tables(given.export):
            spark.read.parquet(str(given.export.absolute() / table)).createOrReplaceTempView(table)
        for statement in _text(given.export, "views").split(";\n"):
            if statement.strip():
                spark.sql(statement)

        def ask(name: str, values: dict[str, int]) -> list[Sequence[Any]]:
            return list(spark.sql(_text(given.export, name), args=values).collect())

        return run(given, ask)
    finally:
        spark.stop()


def _text(export: Any, name: str) -> str:
    return str((export / f"{name}.sql").read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
