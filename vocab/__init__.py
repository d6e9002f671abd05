"""The vocabulary: concept schemes (`schemes/*.ttl`), the JSON Schema of an offer, and `vocab.terms`, which reads them."""
