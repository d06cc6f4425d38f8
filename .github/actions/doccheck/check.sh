#!/usr/bin/env bash
# One audit, three views: annotations on the lines, a SARIF file, and a table in the job summary,
# which tells what is new, fixed and remaining against the base branch.
set -euo pipefail

options=(--fail-on "$DOCCHECK_FAIL_ON")
if [[ $DOCCHECK_IMPORT == never || ($DOCCHECK_IMPORT == auto && ${FROM_FORK:-} == true) ]]; then
  options+=(--no-import)
fi
read -r -a paths <<<"$DOCCHECK_PATHS"
scratch=$(mktemp -d)
trap 'git worktree remove --force "$scratch/base" 2>/dev/null || true; rm -rf "$scratch"' EXIT

audit() {
  "$DOCCHECK_PYTHON" -m doccheck check "${options[@]}" "$@" "${paths[@]}"
}

# Write the findings of the base commit; its pages are checked against its own program.
know_base() {
  local within
  git cat-file -e "$DOCCHECK_BASE^{commit}" 2>/dev/null ||
    git fetch --quiet --depth 1 origin "$DOCCHECK_BASE" || return
  within=$(git rev-parse --show-prefix) || return
  git worktree add --quiet --detach "$scratch/base" "$DOCCHECK_BASE" || return
  cd "$scratch/base/$within" || return
  audit --no-cache --baseline "$scratch/known.json" --update-baseline >&2
}

if [[ $DOCCHECK_PYTHON == */* ]]; then
  DOCCHECK_PYTHON=$(cd "$(dirname "$DOCCHECK_PYTHON")" && pwd)/$(basename "$DOCCHECK_PYTHON")
fi
since=()
summary=${GITHUB_STEP_SUMMARY:-/dev/stdout}
if [[ -n ${DOCCHECK_BASE:-} ]]; then
  if (know_base); then
    since=(--since "$scratch/known.json")
  else
    echo "::notice::doccheck: no comparison with the base, which could not be checked"
    echo "The base ($DOCCHECK_BASE) could not be checked: no comparison." >>"$summary"
  fi
fi

# Where the project stands in its repository, empty at its root.
folder=$(git rev-parse --show-prefix 2>/dev/null || true)
place() {
  PYTHONUTF8=1 "$DOCCHECK_PYTHON" "${BASH_SOURCE[0]%/*}/place.py" "$1" "$folder"
}

status=0
audit --output-format github >"$scratch/annotations" 2>"$scratch/said" || status=$?
place github <"$scratch/annotations"
cat "$scratch/said" >&2
if ((status > 1)); then
  cause=$(<"$scratch/said")
  escaped=${cause//'%'/%25}
  echo "::error title=doccheck::${escaped//$'\n'/%0A}"
  printf 'Nothing was checked:\n\n```text\n%s\n```\n' "$cause" >>"$summary"
  exit "$status"
fi
if [[ -n $DOCCHECK_SARIF ]]; then
  audit --exit-zero --output-format sarif -o "$scratch/sarif"
  place sarif <"$scratch/sarif" >"$DOCCHECK_SARIF"
fi
audit --exit-zero "${since[@]}" --output-format markdown >>"$summary"
errors=$(audit --exit-zero --output-format json |
  "$DOCCHECK_PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["summary"]["errors"])')
echo "errors=$errors" >>"${GITHUB_OUTPUT:-/dev/stdout}"
exit "$status"
