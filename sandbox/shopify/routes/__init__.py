"""The sandbox's HTTP faces that Shopify has too."""
