"""The promise engine tried on the past: a purchase history, or a shop's own orders and supplies."""
