#!/usr/bin/env bash
# Takes the picture of a report's first screen that README opens with, in Debian's Chromium.
#   docs/figures/report.sh RESULTS
# The page is the one that `headwater compare` left in RESULTS; fonts and geometry come with it, so the picture is the
# same on every machine up to the browser's own smoothing of edges.
set -euo pipefail
page=$(realpath "$1/report.html")
picture=$(cd "$(dirname "$0")" && pwd)/report.png
chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1.25 \
  --window-size="${SIZE:-1440,940}" --screenshot="$picture" "file://$page" 2>/dev/null
test -s "$picture"
echo "$picture"
