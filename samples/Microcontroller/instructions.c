/* Counts the instructions of one classification: QEMU's -icount shift=0 lets a nanosecond pass with each, and a timer counts time. */
#include <stdio.h>
#include "fashion.h"
#include "image.h"

/* The processor's own timer: control, reload and value; it counts 24 bits down at the board's clock. */
#define TIMER ((volatile uint32_t *)0xE000E010u)
#if defined(__ARM_FEATURE_MVE)
#define MEGAHERTZ 32u
#else
#define MEGAHERTZ 25u
#endif

int main(void)
{
    static uint8_t scores[FASHION_CLASSES];
    uint32_t first, last;
    TIMER[1] = 0xFFFFFFu;
    TIMER[2] = 0u;
    TIMER[0] = 5u;
    first = TIMER[2];
    fashion_classify(image, scores);
    last = TIMER[2];
    if ((TIMER[0] & 0x10000u) != 0u) {
        puts("too many to count");
        return 1;
    }
    printf("%llu\n", (unsigned long long)((first - last) & 0xFFFFFFu) * 1000u / MEGAHERTZ);
    return 0;
}
