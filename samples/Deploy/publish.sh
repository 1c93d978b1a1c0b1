#!/usr/bin/env bash
# Publishes the program in several forms, prints their sizes and checks that none carries native libraries of other packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=${1:-out}

publish() { dotnet publish -c Release -v q -o "$out/$1" "${@:2}"; }

publish native -r linux-x64
publish trimmed -r linux-x64 -p:PublishTrimmed=true
publish ready-to-run -r linux-x64 -p:PublishReadyToRun=true -p:SelfContained=false
publish plain -r linux-x64 -p:SelfContained=false
# The lock files do not name this system: it gets some of its own.
publish trimmed-arm64 -r linux-arm64 -p:PublishTrimmed=true -p:NuGetLockFilePath=obj/arm64.lock.json

if found=$(find "$out" \( -iname '*torch*' -o -iname '*onnx*' -o -iname '*skia*' \) | grep .); then
    echo "These belong to native libraries:" $found >&2
    exit 1
fi
(cd "$out" && du -sh --apparent-size -- *)
