"""The smallest folder in which every file and every reference is there: tests break one thing in it."""

import csv
import io
from copy import deepcopy
from pathlib import Path

from iisg.exchange.columns import sheet_of

Files = dict[str, list[dict[str, str]]]

NEED = {
    "code": "N-1",
    "title": "Read passports faster",
    "description": "Queues are long, and nobody knows why.",
    "pillar": "WBBSi",
    "strand": "protect",
    "measure": "M-1",
    "need_types": "institutional;operational",
    "perspective": "prevention;response",
    "partners": "AL;XK;RS",
    "priority": "high",
    "acquis_chapter": "24",
    "document": "D-1",
    "locator": "page 3",
    "level": "members",
}
RESPONSE = {
    "code": "R-1",
    "title": "Document readers",
    "description": "Sixty readers",
    "pillar": "WBBSi",
    "secondary_pillars": "WBCTi;WBCSCi",
    "lead": "GIZ;Frontex",
    "funders": "GIZ",
    "implementers": "Frontex",
    "partners": "AL;BA;RS",
    "target_institutions": "Police;Customs",
    "start_date": "2025-01-01",
    "end_date": "2027-12-31",
    "date_precision": "month",
    "status": "ongoing",
    "budget_eur": "180000.5",
    "budget_amount": "180000.5",
    "budget_currency": "EUR",
    "budget_note": "",
    "instrument": "bilateral",
    "approaches": "equipment;training",
    "part_of": "R-2",
    "source_url": "https://example.org/",
    "level": "public",
}
CLAIM = {
    "code": "C-1",
    "need": "N-1",
    "response": "R-1",
    "partners": "AL;RS",
    "degree": "partly",
    "rationale": 'Readers, "as asked"',
    "partner_word": "silent",
}
ORGANISATION = {
    "code": "O-1",
    "name": "Gesellschaft",
    "short_name": "GIZ",
    "kind": "other partner",
    "seat": "Germany",
    "website": "",
    "source_url": "",
}
SMALL: Files = {
    "needs": [NEED, NEED | {"code": "N-2"}],
    "responses": [RESPONSE, RESPONSE | {"code": "R-2", "part_of": ""}],
    "claims": [CLAIM],
    "organisations": [ORGANISATION, ORGANISATION | {"code": "O-2", "short_name": "Frontex"}],
    "documents": [
        {
            "code": "D-1",
            "title": "Report",
            "publisher": "EU",
            "date": "2024-05",
            "kind": "research",
            "url": "",
            "route": "direct",
        }
    ],
    "approaches": [
        {"code": "equipment", "name": "Equipment", "serves": "operational", "iati_aid_type": "C01"},
        {"code": "training", "name": "Training", "serves": "operational;institutional", "iati_aid_type": "D02"},
    ],
    "measures": [
        {
            "code": "M-1",
            "pillar": "WBBSi",
            "strand": "",
            "objective_code": "O-BS-1",
            "objective": "Borders",
            "measure": "Read faster",
            "order": "1",
        }
    ],
    "rates": [{"currency": "USD", "year": "2024", "per_eur": "1.0824", "source": "ECB"}],
    "demo_needs": [NEED | {"code": "N-9", "level": "pillar"}],
    "demo_responses": [RESPONSE | {"code": "R-9", "part_of": "R-1"}],
    "demo_claims": [CLAIM | {"code": "C-9", "need": "N-9", "response": "R-9"}],
    "needs_2023": [
        NEED | {"code": "N23-1", "fate": "split", "successors": "N-1;N-2", "fate_reason": "Two tasks"},
    ],
}


def small(**changes: dict[str, str]) -> Files:
    """The small folder with the first row of the named files changed."""
    files = deepcopy(SMALL)
    for name, change in changes.items():
        files[name][0] |= change
    return files


def text_of(name: str, rows: list[dict[str, str]]) -> str:
    """The file as a spreadsheet would save it."""
    sheet = sheet_of(name)
    assert sheet is not None
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else sheet.header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(folder: Path, files: Files) -> Path:
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text(text_of(name, rows), encoding="utf-8", newline="")
    return folder
