#!/usr/bin/env bash
# Builds the documentation site into artifacts/site/html. A warning, such as a link that leads nowhere, is an error.
# Where the clone's remote is on GitHub, every page has a link to edit it.
#   docs/build.sh            builds the tool first, whose output holds all libraries
#   docs/build.sh --no-build takes what is built already (Release)
#   docs/build.sh --serve    also serves it at http://localhost:8080
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=1
serve=0
for option in "$@"; do
    case $option in
        --no-build) build=0 ;;
        --serve) serve=1 ;;
        *) echo "Expected --no-build or --serve. Received: $option" >&2; exit 2 ;;
    esac
done

[ "$build" -eq 0 ] || { dotnet build src/DsCnn.Cli -c Release -v quiet && dotnet build src/DsCnn.Extensions -c Release -v quiet; }
dotnet tool restore > /dev/null

# The reference is made from the libraries and their XML docs: half a minute less than from the projects.
# Packing leaves an output without its packages beside it.
built=
while IFS= read -r folder; do
    [ ! -f "$folder/TorchSharp.dll" ] || built=$folder/
done < <(find src/DsCnn.Cli/bin/Release -name DsCnn.Onnx.dll -not -path '*/publish/*' -printf '%h\n' 2>/dev/null)
if [ -z "$built" ]; then
    echo "src/DsCnn.Cli is not built in Release; leave --no-build away." >&2
    exit 1
fi
rm -rf artifacts/site
mkdir -p artifacts/site/libraries/references
for library in DsCnn.Core DsCnn DsCnn.Distributed DsCnn.Onnx DsCnn.Tflite DsCnn.Embedded DsCnn.Inference DsCnn.Inference.OnnxRuntime DsCnn.Imaging; do
    cp "$built$library.dll" "$built$library.xml" artifacts/site/libraries/
done
for library in TorchSharp Microsoft.ML.OnnxRuntime Google.Protobuf Google.FlatBuffers SkiaSharp SkiaSharp.HarfBuzz HarfBuzzSharp ScottPlot System.Numerics.Tensors ICSharpCode.SharpZipLib; do
    cp "$built$library.dll" artifacts/site/libraries/references/
done

# The tool needs no host, and so does not have this one beside it.
hosted=src/DsCnn.Extensions/bin/Release/net10.0
if [ ! -f $hosted/DsCnn.Extensions.dll ]; then
    echo "src/DsCnn.Extensions is not built in Release; leave --no-build away." >&2
    exit 1
fi
cp $hosted/DsCnn.Extensions.dll $hosted/DsCnn.Extensions.xml artifacts/site/libraries/
cp $hosted/Microsoft.Extensions.*.dll artifacts/site/libraries/references/

dotnet docfx metadata docfx.json --warningsAsErrors --logLevel warning
dotnet docfx build docfx.json --warningsAsErrors --logLevel warning
docs/check-links.sh artifacts/site/html
echo "artifacts/site/html/index.html"
[ "$serve" -eq 0 ] || dotnet docfx serve artifacts/site/html
