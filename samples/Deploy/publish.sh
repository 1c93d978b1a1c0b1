#!/usr/bin/env bash
# Publishes the program in three forms, prints their sizes and checks that none carries libtorch.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=${1:-out}

dotnet publish -c Release -v q -r linux-x64 --self-contained false -o "$out/linux-x64"
dotnet publish -c Release -v q -r linux-x64 -p:PublishTrimmed=true -o "$out/linux-x64-trimmed"
dotnet publish -c Release -v q -r linux-arm64 -p:PublishTrimmed=true -o "$out/linux-arm64-trimmed"

if found=$(find "$out" -iname '*torch*' | grep .); then
    echo "These belong to libtorch:" $found >&2
    exit 1
fi
(cd "$out" && du -sh -- *)
