"""What speaks to citizens' providers: signed webhooks in, replies out. Never reads a stored message."""
