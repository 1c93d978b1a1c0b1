/* needs: row */
/* Each filter sees the channel of its own number. */
typedef struct {
    int32_t height, width, channels; /* of the input */
    int32_t out_width;
    int32_t kernel, stride, padding;
    int32_t in_zero;
    const int8_t *weights; /* tap by tap */
    const int32_t *bias;
    const int32_t *multipliers; /* what brings each sum to a byte, or 0 where sums become numbers */
    const float *scales;
    int32_t shift, zero, low, high;
} ds_depthwise;

enum { DS_LANES = 16 };

static void ds_depthwise_pixel(const ds_depthwise *d, const uint8_t *in, int32_t rows, int32_t y, int32_t x, int32_t first, int32_t n, int32_t *sums)
{
    int32_t u, v, i;
    for (u = 0; u < d->kernel; ++u) {
        const int32_t row = y * d->stride - d->padding + u;
        if (row < 0 || row >= d->height) {
            continue;
        }
        for (v = 0; v < d->kernel; ++v) {
            const int32_t column = x * d->stride - d->padding + v;
            const int8_t *w = d->weights + (size_t)(u * d->kernel + v) * (size_t)d->channels + first;
            const uint8_t *pixel;
            if (column < 0 || column >= d->width) {
                continue;
            }
            pixel = ds_row(in, rows, d->width * d->channels, row) + column * d->channels + first;
            for (i = 0; i < n; ++i) {
                sums[i] += (pixel[i] - d->in_zero) * w[i];
            }
        }
    }
}
