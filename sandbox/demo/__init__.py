"""The whole product on one machine: app, worker, local Shopify and local Klaviyo, each in a process of its own."""
