/* needs: dot to_byte */
/* Filters, each as long as what lies under it. */
typedef struct {
    int32_t length;
    const int8_t *weights;      /* filter by filter */
    const int32_t *bias;        /* in units of the sums; what the inputs' zero point adds to them is taken out */
    const int32_t *multipliers; /* what brings each sum to a byte, or 0 where sums become numbers */
    const float *scales;        /* what a sum of one is worth, where sums become numbers */
    int32_t shift, zero, low, high;
} ds_filters;

static void ds_multiply(const ds_filters *f, int32_t first, int32_t count, const uint8_t *x, void *out)
{
    const int32_t end = first + count;
    int32_t i = first;
    while (i < end) {
        int32_t sums[4];
        int32_t n = 1;
        int32_t j;
        const int8_t *w = f->weights + (size_t)i * (size_t)f->length;
        if (end - i >= 4) {
            ds_dot4(x, w, f->length, sums);
            n = 4;
        } else {
            sums[0] = ds_dot(x, w, f->length);
        }
        for (j = 0; j < n; ++j) {
            const int32_t sum = sums[j] + f->bias[i + j];
            if (f->multipliers != 0) {
                ((uint8_t *)out)[i + j] = ds_to_byte(sum, f->multipliers[i + j], f->shift, f->zero, f->low, f->high);
            } else {
                ((float *)out)[i + j] = (float)sum * f->scales[i + j];
            }
        }
        i += n;
    }
}
