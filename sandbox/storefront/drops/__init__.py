"""What templates see: plain values read from the sandbox's state in one act, with Shopify's names and units."""
