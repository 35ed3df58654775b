"""The merchant's side of the local Shopify: an admin that frames the app, a mock App Bridge, stand-in components."""
