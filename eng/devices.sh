#!/usr/bin/env bash
# Writes docs/results/devices.csv: what the trained networks of samples/models take on microcontrollers as generated C, and what they get right.
#   eng/devices.sh DATA     DATA is the folder with Fashion-MNIST's four files (Debian: /usr/share/datasets/fashion-mnist)
# Needs gcc, gcc-arm-none-eabi, libnewlib-arm-none-eabi, qemu-system-arm, python3 and the .NET SDK. Instructions are not cycles.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
data=$1
networks=${NETWORKS:-fashion-64kb fashion-quarter fashion-250k fashion-260k}
dscnn=${DSCNN:-dotnet run -c Release --project src/DsCnn.Cli --}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp samples/Microcontroller/* "$work"

cat > "$work/test.c" <<'END'
#include <stdio.h>
#include "fashion.h"

/* Images on the standard input, then how many were given the label that stands before each. */
int main(void)
{
    static unsigned char image[1 + FASHION_HEIGHT * FASHION_WIDTH * FASHION_CHANNELS], scores[FASHION_CLASSES];
    int right = 0, all = 0;
    while (fread(image, 1, sizeof image, stdin) == sizeof image) {
        right += fashion_classify(image + 1, scores) == image[0];
        ++all;
    }
    printf("%.4f\n", (double)right / all);
    return 0;
}
END
python3 - "$data" "$work/images" <<'END'
import gzip, sys
folder, target = sys.argv[1:]
def read(name, header):
    with gzip.open(f"{folder}/t10k-{name}-ubyte.gz") as f:
        return f.read()[header:]
images, labels = read("images-idx3", 16), read("labels-idx1", 8)
with open(target, "wb") as f:
    for i, label in enumerate(labels):
        f.write(bytes([label]) + images[784 * i:784 * (i + 1)])
END

# The value of a constant in the header.
constant() { awk -v name="FASHION_$1" '$2 == name { print $3; exit }' "$work/fashion.h"; }

mkdir -p docs/results
{
    echo "network,format,memory,test_accuracy,weight_bytes,code_bytes_m4,arena_bytes,instructions_m4,instructions_m7,instructions_m55"
    for network in $networks; do
        for memory in whole streamed smallest; do
            rm -f "$work"/fashion.[ch] "$work"/*.o
            # Those made for a device are int8 already.
            calibration=(--calibration "$data")
            [[ $network == *kb ]] && calibration=()
            $dscnn export "samples/models/$network.safetensors" "$work/fashion.c" --int8 "${calibration[@]}" --memory $memory -q > /dev/null
            # The scores of all three are the same: one is measured, the others are compared by the tests.
            if [ $memory = whole ]; then
                gcc -std=c99 -O3 -march=native -I"$work" -o "$work/test" "$work/test.c" "$work/fashion.c"
                accuracy=$("$work/test" < "$work/images")
            fi
            counts=
            for board in m4 m7 m55; do
                counts+=",$(make -s -C "$work" -o fashion.c -o fashion.h instructions BOARD=$board | tail -n 1)"
            done
            code=$(arm-none-eabi-size "$work/fashion-m4.o" | awk -v weights="$(constant WEIGHT_BYTES)" 'NR == 2 { print $1 - weights }')
            echo "$network,int8,$memory,$accuracy,$(constant WEIGHT_BYTES),$code,$(constant ARENA_BYTES)$counts"
        done
    done
} > "$work/devices.csv"
cp "$work/devices.csv" docs/results/devices.csv
cat docs/results/devices.csv
