#!/usr/bin/env bash
# One audit, three views: annotations on the lines, a SARIF file, and a table in the job summary.
set -euo pipefail

options=(--fail-on "$DOCCHECK_FAIL_ON")
if [[ $DOCCHECK_IMPORT == never || ($DOCCHECK_IMPORT == auto && ${FROM_FORK:-} == true) ]]; then
  options+=(--no-import)
fi
read -r -a paths <<<"$DOCCHECK_PATHS"

audit() {
  "$DOCCHECK_PYTHON" -m doccheck check "${options[@]}" "$@" "${paths[@]}"
}

status=0
audit --output-format github || status=$?
if ((status > 1)); then
  exit "$status"
fi
if [[ -n $DOCCHECK_SARIF ]]; then
  audit --exit-zero --output-format sarif -o "$DOCCHECK_SARIF"
fi
audit --exit-zero --output-format markdown >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
errors=$(audit --exit-zero --output-format json |
  "$DOCCHECK_PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["summary"]["errors"])')
echo "errors=$errors" >>"${GITHUB_OUTPUT:-/dev/stdout}"
exit "$status"
