"""Word lists that are data: text files of words with ``#`` comments, beside the module that uses them. Pure."""

from __future__ import annotations

from pathlib import Path


def read_words(path: Path) -> tuple[str, ...]:
    """Return the words of a file, in order: parted by spaces or line ends, lines that begin with ``#`` left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def read_pairs(path: Path) -> dict[str, tuple[str, ...]]:
    """Return a file of ``word:value/value`` as a dictionary of word to values."""
    pairs = (word.split(":", 1) for word in read_words(path))
    return {word: tuple(values.split("/")) for word, values in pairs}
