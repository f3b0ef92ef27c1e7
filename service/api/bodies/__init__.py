"""What the API takes and gives where that differs from the domain's own values."""
