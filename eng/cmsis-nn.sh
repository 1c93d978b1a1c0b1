#!/usr/bin/env bash
# Compares generated C that calls CMSIS-NN with generated C that does not: instructions of one image, RAM, and which bytes of the first 500 test images differ.
#   eng/cmsis-nn.sh DATA CMSIS_NN     DATA is the folder with Fashion-MNIST's four files, CMSIS_NN that of https://github.com/ARM-software/CMSIS-NN
# Needs gcc, make, gcc-arm-none-eabi, libnewlib-arm-none-eabi, qemu-system-arm, python3 and the .NET SDK. Instructions are not cycles.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
data=$1
library=$(realpath "$2")
networks=${NETWORKS:-fashion-quarter fashion-250k fashion-260k}
dscnn=${DSCNN:-dotnet run -c Release --project src/DsCnn.Cli --}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp samples/Microcontroller/* "$work"

# All images one after the other; scores go to the standard output, and what convolutions give to the file TRACE.
cat > "$work/test.c" <<'END_OF_TEST'
#include <stdio.h>
#include "fashion.h"

int main(void)
{
    static unsigned char image[FASHION_HEIGHT * FASHION_WIDTH * FASHION_CHANNELS], scores[FASHION_CLASSES];
    while (fread(image, 1, sizeof image, stdin) == sizeof image) {
        fashion_classify(image, scores);
        fwrite(scores, 1, sizeof scores, stdout);
    }
    return 0;
}
END_OF_TEST
python3 - "$data" "$work" <<'END_OF_PYTHON'
import gzip, sys
folder, work = sys.argv[1:]
with gzip.open(f"{folder}/t10k-images-idx3-ubyte.gz") as f, open(f"{work}/images", "wb") as images:
    images.write(f.read()[16:16 + 500 * 784])
END_OF_PYTHON

# The generated file, in which each row of a convolution is also written down.
trace() {
    python3 - "$work/fashion.c" "$work/traced.c" <<'END_OF_PYTHON'
import re, sys
text = open(sys.argv[1]).read()
settings = {name: (kind, numbers.split(", ")) for kind, name, numbers in re.findall(r"static const (ds_\w+) (ds_settings_\d+) = \{([^;]*)\};", text)}
def traced(call):
    kind, numbers = settings[call[2]]
    size = int(numbers[3]) * int(numbers[2 if kind == "ds_depthwise" else 4])
    return f"{call[0]} fwrite({call[3]}, 1, {size}, ds_trace());"
text = re.sub(r"\n +ds_(convolution_row|scaled_convolution_row|depthwise_row)\(&(\w+),.*, (arena[^,\n]*)\);", traced, text)
opened = "#include <stdio.h>\nstatic FILE *ds_trace(void) { static FILE *file; if (file == 0) { file = fopen(TRACE, \"wb\"); } return file; }\n"
open(sys.argv[2], "w").write(text.replace("#include <string.h>\n", "#include <string.h>\n" + opened, 1))
END_OF_PYTHON
}

# How many of two files' bytes differ, by how much at most, and of how many.
cat > "$work/compare.c" <<'END_OF_COMPARE'
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **names)
{
    FILE *a = fopen(names[1], "rb"), *b = fopen(names[count - 1], "rb");
    long differ = 0, all = 0;
    int x, y, most = 0;
    while ((x = getc(a)) != EOF && (y = getc(b)) != EOF) {
        differ += x != y;
        most = abs(x - y) > most ? abs(x - y) : most;
        ++all;
    }
    printf("%ld,%d,%ld\n", differ, most, all);
    return 0;
}
END_OF_COMPARE
gcc -O2 -o "$work/compare" "$work/compare.c"

instructions() { make -s -C "$work" -o fashion.c -o fashion.h instructions BOARD="$1" CMSIS_NN="${2:-}" | tail -n 1; }

echo "network,board,instructions,instructions_cmsis_nn,arena_bytes,arena_bytes_cmsis_nn"
differences=
for network in $networks; do
    $dscnn export "samples/models/$network.safetensors" "$work/fashion.c" --int8 --calibration "$data" -q > /dev/null
    for board in m4 m7 m55; do
        # The header's sizes: without CMSIS-NN, with it and Helium, with it.
        arena=($(awk '$2 == "FASHION_ARENA_BYTES" { print $3 }' "$work/fashion.h"))
        [ $board = m55 ] && with=${arena[1]} || with=${arena[2]}
        echo "$network,$board,$(instructions $board),$(instructions $board "$library"),${arena[0]},$with"
    done
    trace
    compile=(gcc -std=c99 -O2 -I"$work" -o "$work/test" "$work/test.c" "$work/traced.c")
    "${compile[@]}" -DTRACE="\"$work/own\""
    "$work/test" < "$work/images" > "$work/own.scores"
    for rounding in twice once; do
        definitions=()
        [ $rounding = twice ] || definitions=(-DCMSIS_NN_USE_SINGLE_ROUNDING)
        sources=("$library"/Source/{Convolution,NNSupport,Transpose}Functions/*_s8*.c "$library"/Source/NNSupportFunctions/arm_q7_to_q15_with_offset.c)
        gcc -O2 -ffunction-sections -r -nostdlib -I"$library/Include" "${definitions[@]}" -o "$work/library.o" "${sources[@]}"
        "${compile[@]}" -DTRACE="\"$work/its\"" -DDSCNN_CMSIS_NN -isystem "$library/Include" "$work/library.o" -Wl,--gc-sections
        "$work/test" < "$work/images" > "$work/its.scores"
        differences+="$network,$rounding,$("$work/compare" "$work/own" "$work/its"),$("$work/compare" "$work/own.scores" "$work/its.scores")"$'\n'
    done
done
echo "network,rounds,map_bytes_that_differ,by_at_most,of,scores_that_differ,by_at_most,of"
printf '%s' "$differences"
