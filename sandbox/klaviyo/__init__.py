"""A local Klaviyo: checks events by the published OpenAPI file, keeps and deduplicates them, and shows the mails."""
