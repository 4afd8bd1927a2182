"""From report texts to candidate claims: the machine proposes, a person decides."""
