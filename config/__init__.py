"""What differs between deployments: settings, lexicons, taxonomy, texts. A leaf: imports nothing of the others."""
