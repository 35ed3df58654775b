#!/bin/sh
# The browser tests drive the system's Chromium: Playwright's own download is not needed.
set -eu
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "Chromium is needed for the browser tests: install the package 'chromium' and run this again."
  exit 1
fi
