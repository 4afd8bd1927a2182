#!/bin/sh
# Says which package to install when the browser tests would be skipped.
for browser in "${EBBLINE_CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$browser" ] && command -v "$browser" >/dev/null 2>&1; then exit 0; fi
done
[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] && exit 0
echo "No Chromium found: the browser tests will be skipped. To run them, install one"
echo "(Debian, Ubuntu: sudo apt-get install chromium; Fedora: sudo dnf install chromium;"
echo "macOS: brew install --cask chromium) or set EBBLINE_CHROMIUM to its path."
