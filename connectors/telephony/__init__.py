"""One module a telephony vendor: verify its deliveries, parse them into calls."""
