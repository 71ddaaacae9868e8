"""Records in addresses."""


class Code:
    """A code as the files may bring it. PostgreSQL cannot look for a NUL, so such an address is none of ours."""

    regex = "[^\x00]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python
