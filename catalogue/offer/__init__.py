"""The offer model: what an offer is, when it is valid, and how it is known. No I/O."""
