"""Every claim about speed and size, as a ratio inside one run: `python -m benchmarks --help`."""
