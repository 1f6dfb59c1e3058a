"""Patterns for nicknames and group names: a small template language. Pure: no Django."""
