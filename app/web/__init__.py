"""What every HTML face of the app shares: templates, static files, response headers, pages for what went wrong."""
