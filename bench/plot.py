"""One picture of a run: a bar per row, for what has a rate."""

from html import escape
from typing import Any

RATES = ("req/s", "orders/s", "logins/s")
ROW, WIDTH, LEFT = 26, 420, 200


def bars(results: dict[str, Any]) -> str:
    """An SVG; each benchmark has a scale of its own, because a login is no product read."""
    shapes = []
    line = 0
    for name, rows in results.items():
        rate = next((column for column in RATES if column in rows[0]), None)
        if rate is None:
            continue
        most = max(row[rate] for row in rows)
        for row in rows:
            label = f"{name} {next(iter(row.values()))}"
            shapes.append(_bar(line, label, row[rate], most, rate))
            line += 1
    height = (line + 1) * ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 160}" height="{height}" '
        f'font-family="sans-serif" font-size="13">{"".join(shapes)}</svg>\n'
    )


def _bar(line: int, label: str, value: float, most: float, rate: str) -> str:
    y, width = line * ROW + 8, int(WIDTH * value / most)
    return (
        f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{LEFT}" y="{y}" width="{width}" height="{ROW - 8}" fill="#2b6cb0"/>'
        f'<text x="{LEFT + width + 6}" y="{y + 14}">{value:.0f} {escape(rate)}</text>'
    )
