"""Exchange folders of any size: needs and responses of the sample, drawn again and again, and claims between them."""

import random
import shutil
from pathlib import Path

import polars as pl

import iisg

SAMPLE = Path(iisg.__file__).with_name("sample")
AS_THEY_ARE = ("organisations", "documents", "approaches", "measures", "rates")
NEEDS_PER_CLAIM, RESPONSES_PER_CLAIM = 1 / 20, 1 / 10
DEGREES = ["fully", "largely", "partly", "marginally"]
WORDS = ["silent", "silent", "silent", "agrees", "disputes"]


def folder_of(within: Path, claims: int) -> Path:
    """The folder of this size, written when it is first asked for."""
    folder = within / f"{claims}"
    if not folder.exists():
        write(folder, claims)
    return folder


def write(folder: Path, claims: int) -> None:
    """The same for the same size, every time. Every tenth response is a component of a programme."""
    dice = random.Random(claims)
    needs = _drawn("needs", max(141, int(claims * NEEDS_PER_CLAIM)), "N", dice)
    responses = _drawn("responses", max(203, int(claims * RESPONSES_PER_CLAIM)), "R", dice)
    component = (pl.int_range(pl.len()) % 10 == 0) & (pl.int_range(pl.len()) > 0)
    programme = pl.col("code").gather(pl.int_range(pl.len()) // 10)
    responses = responses.with_columns(part_of=pl.when(component).then(programme))
    folder.mkdir()
    for name in AS_THEY_ARE:
        shutil.copyfile(SAMPLE / f"{name}.csv", folder / f"{name}.csv")
    needs.write_csv(folder / "needs.csv")
    responses.write_csv(folder / "responses.csv")
    _claims(needs, responses, claims, dice).write_csv(folder / "claims.csv")


def _drawn(sheet: str, size: int, letter: str, dice: random.Random) -> pl.DataFrame:
    rows = pl.read_csv(SAMPLE / f"{sheet}.csv", infer_schema=False)
    return rows[dice.choices(range(rows.height), k=size)].with_columns(code=_codes(letter))


def _codes(letter: str) -> pl.Expr:
    return pl.format("{}-{}", pl.lit(letter), pl.int_range(pl.len()).cast(pl.String).str.zfill(7))


def _claims(needs: pl.DataFrame, responses: pl.DataFrame, size: int, dice: random.Random) -> pl.DataFrame:
    """Between any need and response that share a partner, for all partners that they share."""
    reasons = pl.read_csv(SAMPLE / "claims.csv", infer_schema=False)["rationale"]
    drawn = size * 2  # some pairs share no partner
    pairs = pl.DataFrame(
        {
            "need": needs["code"][dice.choices(range(needs.height), k=drawn)],
            "response": responses["code"][dice.choices(range(responses.height), k=drawn)],
            "degree": dice.choices(DEGREES, k=drawn),
            "rationale": reasons[dice.choices(range(reasons.len()), k=drawn)],
            "partner_word": dice.choices(WORDS, k=drawn),
        }
    )
    for name, records in (("need", needs), ("response", responses)):
        partners = records.select(pl.col("code").alias(name), pl.col("partners").str.split(";").alias(f"of_{name}"))
        pairs = pairs.join(partners, on=name, how="left", maintain_order="left")
    shared = pl.col("of_need").list.set_intersection("of_response").list.sort()
    claims = pairs.with_columns(partners=shared).filter(pl.col("partners").list.len() > 0).head(size)
    assert claims.height == size
    return claims.select(
        _codes("C").alias("code"),
        "need",
        "response",
        pl.col("partners").list.join(";"),
        "degree",
        "rationale",
        "partner_word",
    )
