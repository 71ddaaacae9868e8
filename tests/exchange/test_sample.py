import re
from pathlib import Path

from iisg.exchange.folder import read_folder

SAMPLE = Path(__file__).parents[2] / "iisg" / "sample"


def test_the_sample_is_valid_and_holds_what_its_readme_says():
    folder = read_folder(SAMPLE)
    assert {name: frame.height for name, frame in folder.frames.items()} == {
        "needs": 141,
        "responses": 203,
        "claims": 548,
        "organisations": 216,
        "documents": 146,
        "approaches": 19,
        "measures": 60,
        "rates": 19,
        "demo_needs": 4,
        "demo_responses": 4,
        "demo_claims": 5,
        "needs_2023": 71,
    }


def test_the_sample_names_kosovo_with_its_asterisk_outside_addresses():
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLE.glob("*.csv"))]
    words = re.sub(r"https?://[^\s,;]+", "", "".join(texts))
    assert re.findall(r"Kosovo(?!\*).{20}", words) == []
    assert "Kosovo*" in words
