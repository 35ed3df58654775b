"""Webhooks on their way to the app: who wants which, signing, and the weather between."""
