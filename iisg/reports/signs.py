"""The signs of the bands as drawings of 16 units; their words stand in `analysis/words.py`."""

from iisg.charts.look import BANDS as COLOURS

SHAPES = {
    "covered": '<circle cx="8" cy="8" r="6.1" fill="currentColor" stroke="currentColor" stroke-width="1.8"/>',
    "partly": (
        '<circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" stroke-width="1.8"/>'
        '<path d="M8 1.9a6.1 6.1 0 0 0 0 12.2z" fill="currentColor"/>'
    ),
    "marginal": (
        '<circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" stroke-width="1.8"/>'
        '<circle cx="8" cy="8" r="2.4" fill="currentColor"/>'
    ),
    "none": '<circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" stroke-width="1.8"/>',
}

# Three pillars, two threads: the symbol of the pages, for the title page.
SYMBOL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 34 32" width="34" height="32" aria-hidden="true">'
    '<path fill="#7A3E6B" d="M4 0h5v7H4zM4 14h5v18H4z"/><path fill="#856010" d="M14.5 0h5v18h-5zM14.5 25h5v7h-5z"/>'
    '<path fill="#226558" d="M25 0h5v7h-5zM25 14h5v18h-5z"/>'
    '<path fill="#17212B" d="M0 8h12v5H0zM22 8h12v5H22zM0 19h2v5H0zM11 19h12v5H11zM32 19h2v5h-2z"/></svg>'
)


def drawing_of(band: str) -> str:
    """The sign as a picture of its own, in its colour on white."""
    shape = SHAPES[band].replace("currentColor", COLOURS[band])
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">{shape}</svg>'
