"""Finds several needs in one message."""
