"""The bare thing beside `iisg analyse coverage`: read the claims, group them by cell, write JSON. No checks.

python bare_coverage.py FOLDER
"""

import sys

import polars as pl

claims = pl.read_csv(f"{sys.argv[1]}/claims.csv", infer_schema=False)
cells = (
    claims.with_columns(pl.col("partners").str.split(";"))
    .explode("partners")
    .group_by("need", "partners")
    .agg(pl.struct("code", "response", "degree", "partner_word").alias("claims"))
)
sys.stdout.write(cells.write_json())
