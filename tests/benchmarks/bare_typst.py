"""The bare thing beside the report as PDF: typst on the same pages, already written out.

python bare_typst.py FOLDER FONTS
"""

import sys

import typst

folder, fonts = sys.argv[1:]
typst.compile(
    f"{folder}/report.typ",
    output=f"{folder}/report.pdf",
    root=folder,
    font_paths=[fonts],
    ignore_system_fonts=True,
    pdf_standards=["ua-1"],
)
