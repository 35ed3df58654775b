"""One Chromium for all browser tests: Playwright's synchronous API runs once in a process."""

from tests.browser.admin_stage import chromium

__all__ = ["chromium"]
