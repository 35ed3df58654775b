"""What templates see, with Shopify's names and units: read from the state in the act that renders the page."""
