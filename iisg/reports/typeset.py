"""Set report.typ of a folder into report.pdf, in a process that can do little else.

python -m iisg.reports.typeset FOLDER FONTS SECONDS_SINCE_1970
"""

import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

CPU_SECONDS = 45
MEMORY = 3 * 1024**3  # tables cost some 3 MB a page; the address space counts reserved memory too


def limit_itself() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses a limit on the address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(folder: Path, fonts: Path, stamp: int) -> None:
    limit_itself()
    nothing = folder / "no-packages"
    nothing.mkdir()
    typst.compile(
        folder / "report.typ",
        output=folder / "report.pdf",
        root=folder,
        font_paths=[fonts],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=datetime.fromtimestamp(stamp, UTC),
        package_path=nothing,
        package_cache_path=nothing,
    )


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
    except typst.TypstError as error:
        sys.exit(str(error))
