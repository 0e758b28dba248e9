#!/bin/sh
# A Chromium for the browser tests: the system's, else Debian's package (as root), else Playwright's own.
set -eu
bin=$1
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if grep -q '^ID=debian' /etc/os-release 2>/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing Debian's Chromium ..."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
else
  echo "Installing Playwright's Chromium ..."
  "$bin/playwright" install --with-deps chromium || "$bin/playwright" install chromium
fi
