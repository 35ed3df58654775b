"""What people and the API can do to a shop, as plain functions: callers hold `store.act()`."""
