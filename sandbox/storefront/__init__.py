"""The shop as its customers meet it: a plain theme of our own with the real app blocks in it, a cart, a checkout."""
