"""Records in addresses."""

from iisg.access.limits import LONGEST_CODE


class Code:
    """A code as the files may bring it, slashes too. PostgreSQL cannot look for a NUL: such an address is none of ours.

    It has an end, or an address that repeats what stands between two codes would be tried in all the ways there are.
    """

    regex = f"[^\x00]{{1,{LONGEST_CODE}}}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python
