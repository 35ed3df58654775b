"""Shopify's answers as they come over the wire: only the fields that our documents ask for, and all of them.

A contract test holds every struct against its document and the published schema. Ids are gids, enums are plain
strings (a new member must not break reading), 64-bit counts are strings as Shopify sends them.
"""
