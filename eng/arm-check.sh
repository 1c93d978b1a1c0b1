#!/usr/bin/env bash
# Compares what the managed engine computes on 64-bit ARM with what it computes on this machine: int8 to the bit, float32 to 1e-5.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage="Usage: eng/arm-check.sh
Runs tests/DsCnn.SameNumbers here, writes down its numbers, and compares with them under QEMU on an ARM processor
that has dot products of bytes (max) and on one that has none (cortex-a53). Prints what was compared; exit code 1 where
something differs. Needs qemu-aarch64 and an ARM C library; on Debian:
  apt-get install qemu-user libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross"
case ${1:-} in
    --help | -h) echo "$usage"; exit 0 ;;
    ?*) echo "$usage" >&2; exit 2 ;;
esac

qemu=$(command -v qemu-aarch64 || command -v qemu-aarch64-static) || { echo "qemu-aarch64 is not on the PATH: eng/arm-check.sh --help says what to install." >&2; exit 2; }
libraries=/usr/aarch64-linux-gnu
[ -d "$libraries/lib" ] || { echo "$libraries has no ARM C library: eng/arm-check.sh --help says what to install." >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
project=tests/DsCnn.SameNumbers
dotnet run --project "$project" -c Release -v q -- write "$work/numbers"
dotnet publish "$project" -c Release -v q -r linux-arm64 --self-contained -p:NuGetLockFilePath=obj/arm64.lock.json -o "$work/arm"

status=0
for processor in max cortex-a53; do
    printf '%s: ' "$processor"
    "$qemu" -cpu "$processor" -L "$libraries" "$work/arm/DsCnn.SameNumbers" compare "$work/numbers" || status=1
done
exit $status
