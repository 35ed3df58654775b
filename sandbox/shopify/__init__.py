"""A local Shopify: Admin GraphQL, tokens, webhooks and the merchant's hands."""
