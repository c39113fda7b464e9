"""Tables for a terminal: wrapped cells under fixed columns."""

import textwrap
from collections.abc import Iterable, Sequence


def text_table(widths: dict[str, int], rows: Iterable[Sequence[object]]) -> str:
    """Rows under the headings of `widths`, each cell wrapped to its width."""
    sizes = list(widths.values())
    lines = [_line(list(map(str.upper, widths)), sizes), _line(["-" * n for n in sizes], sizes)]
    for row in rows:
        lines += _wrapped([str(cell) for cell in row], sizes)
    return "\n".join(lines)


def _wrapped(cells: list[str], sizes: list[int]) -> list[str]:
    columns = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, sizes, strict=True)]
    height = max(map(len, columns))
    padded = [column + [""] * (height - len(column)) for column in columns]
    return [_line(list(parts), sizes) for parts in zip(*padded, strict=True)]


def _line(cells: list[str], sizes: list[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, sizes, strict=True)).rstrip()
