#!/usr/bin/env bash
# Changes DsCnn.Core line by line and sees whether a test notices: the share of noticed changes is the mutation score.
#   eng/mutate.sh              the folders that must reach 85
#   eng/mutate.sh Operations   one folder of src/DsCnn.Core
# Takes from minutes to hours, so it is not part of .ci/run. The page with the survivors is artifacts/mutation/reports/mutation-report.html.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folders=("$@")
[ ${#folders[@]} -gt 0 ] || folders=(Operations Building Cost Budgeting Quantization Compression Interop)
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
dotnet tool install dotnet-stryker --version 5.1.0 --tool-path "$tools" > /dev/null

mutate=()
for folder in "${folders[@]}"; do
    [ -d "src/DsCnn.Core/$folder" ] || { echo "Expected folders of src/DsCnn.Core. Received: $folder" >&2; exit 2; }
    mutate+=(--mutate "$folder/**/*.cs")
done

# Texts are pinned where users read them; changing the others says nothing about the tests.
cd tests/DsCnn.Core.Tests
"$tools/dotnet-stryker" --project DsCnn.Core.csproj --configuration Release --output "$OLDPWD/artifacts/mutation" \
    --reporter html --reporter cleartext --break-at 85 --threshold-low 85 --threshold-high 90 --mutation-level Standard "${mutate[@]}"
