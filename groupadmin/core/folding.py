"""Folding text to the key it is compared by. Pure: no Django."""
