"""Logging: structured lines on standard error, readable on a terminal, JSON elsewhere. Never what people search for."""

import sys

import structlog


def set_up() -> None:
    """Configure structlog for a program of ours; libraries that embed the catalogue leave this alone."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
