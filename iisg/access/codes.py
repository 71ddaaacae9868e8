"""Codes given by the system: a random ending, so that they neither count hidden records nor can be guessed."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I


def new_code(prefix: str) -> str:
    """N-CT + K7Q2M9 -> N-CT-K7Q2M9."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"
