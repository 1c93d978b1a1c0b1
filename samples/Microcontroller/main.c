/* Classifies one image and prints what it is. */
#include <stdio.h>
#include "fashion.h"
#include "image.h"

/* The image and the network must be made for one another. */
typedef char image_has_the_networks_size[sizeof image == FASHION_HEIGHT * FASHION_WIDTH * FASHION_CHANNELS ? 1 : -1];

int main(void)
{
    static uint8_t scores[FASHION_CLASSES];
    const int best = fashion_classify(image, scores);
    printf("%s, %d of 256\n", fashion_labels[best], scores[best]);
    printf("%d bytes of weights, an arena of %d bytes\n", FASHION_WEIGHT_BYTES, FASHION_ARENA_BYTES);
    return 0;
}
