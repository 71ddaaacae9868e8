"""What the register says: pure functions from a `Portfolio` to findings.

Nothing here knows of a database, a request or a reader. Who may see a row is settled before the portfolio is made, so
whatever is computed here comes from rows that its reader may see.
"""
