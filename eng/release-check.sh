#!/usr/bin/env bash
# What must hold before a release is published. Prints each point, ends with 1 if one fails.
#   eng/release-check.sh VERSION            all of it
#   eng/release-check.sh VERSION --dry-run  without tests, packages and site, which take minutes
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=${1:-}
dry=${2:-}
if ! [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || { [ -n "$dry" ] && [ "$dry" != --dry-run ]; }; then
    echo "Expected a version such as 1.2.0, and perhaps --dry-run. Received: $*" >&2
    exit 2
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failures=0
check() {
    local what=$1
    shift
    if "$@" > "$log" 2>&1; then
        echo "ok    $what"
    else
        echo "FAIL  $what"
        tail -5 "$log" | sed 's/^/      /'
        failures=$((failures + 1))
    fi
}

clean_tree() { [ -z "$(git status --porcelain)" ] || { git status --short; return 1; }; }
on_main() { [ "$(git branch --show-current)" = main ] || { git branch --show-current; return 1; }; }
changelog() { grep -q "^## $version" CHANGELOG.md || { echo "CHANGELOG.md has no section \"## $version\"."; return 1; }; }
shipped() {
    local left
    left=$(for file in src/*/PublicAPI.Unshipped.txt; do grep -qv -x '#nullable enable' "$file" && echo "$file"; done)
    [ -z "$left" ] || { echo "What is to be shipped moves to PublicAPI.Shipped.txt:"; echo "$left"; return 1; }
}
tag() { [ "$(git describe --exact-match --tags 2>/dev/null)" = "v$version" ] || { echo "HEAD has no tag v$version, which MinVer takes the packages' version from."; return 1; }; }
notebooks() { ! grep -l '"/home/\|"/root/' samples/notebooks/*.ipynb; }
packages() { dotnet pack src/Packages.slnf -c Release && ls artifacts/packages/*."$version".nupkg; }

check "the tree is clean" clean_tree
check "it is main" on_main
check "the changelog names $version" changelog
check "the public API is marked as shipped" shipped
check "the commit has the version's tag" tag
check "no notebook names somebody's folders" notebooks
if [ -z "$dry" ]; then
    check "CI passes: build, format, tests, packages installed as a newcomer would, notebooks" .ci/run
    check "the packages have the version and stay compatible with the one before" packages
    check "the site builds without a warning" docs/build.sh
fi

[ "$failures" -eq 0 ] && echo "Ready to publish $version." || echo "$failures points fail." >&2
[ "$failures" -eq 0 ]
