"""Rà soát's registry: curated records, the store, matching of text to needs, rules and reports."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("rasoat")
except PackageNotFoundError:  # a bare checkout that was not installed
    __version__ = "0+unknown"
