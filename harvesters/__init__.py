"""Formats the catalogue can harvest."""
