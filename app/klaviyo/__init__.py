"""Klaviyo: what we tell it (events), how (client), with whose leave (auth, oauth). It owns the words, we the facts."""
