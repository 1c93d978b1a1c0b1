/* needs: multiply row cmsis_multiply */
typedef struct {
    int32_t height, width, channels; /* of the input */
    int32_t out_width, count;        /* of the output */
    int32_t kernel, stride, padding, groups;
    uint8_t in_zero;
    ds_filters filters;
} ds_convolution;

/* What lies under the filters of a group at a pixel: tap by tap, the channels of each together. */
static void ds_gather(const ds_convolution *c, const uint8_t *in, int32_t rows, int32_t y, int32_t x, int32_t group, uint8_t *patch)
{
    const int32_t channels = c->channels / c->groups;
    int32_t u, v;
    for (u = 0; u < c->kernel; ++u) {
        const int32_t row = y * c->stride - c->padding + u;
        for (v = 0; v < c->kernel; ++v) {
            const int32_t column = x * c->stride - c->padding + v;
            if (row < 0 || row >= c->height || column < 0 || column >= c->width) {
                memset(patch, c->in_zero, (size_t)channels);
            } else {
                const uint8_t *pixel = ds_row(in, rows, c->width * c->channels, row) + column * c->channels;
                memcpy(patch, pixel + group * channels, (size_t)channels);
            }
            patch += channels;
        }
    }
}

/* One row. Without room for a patch, a 1x1 kernel reads pixels where they lie. */
static void ds_convolution_row(const ds_convolution *c, const uint8_t *in, int32_t rows, int32_t y, uint8_t *patch, void *out)
{
    const int32_t count = c->count / c->groups;
    const int32_t bytes = c->count * (c->filters.multipliers != 0 ? 1 : (int32_t)sizeof(float));
    int32_t x, group;
#if defined(DSCNN_CMSIS_NN)
    if (c->groups == 1 && ds_cmsis_takes(&c->filters, c->out_width, c->count)) {
        for (x = 0; x < c->out_width; ++x) {
            ds_gather(c, in, rows, y, x, 0, DS_ROOM + x * c->filters.length);
        }
        ds_cmsis_multiply(&c->filters, c->out_width, c->count, (uint8_t *)out);
        return;
    }
#endif
    for (x = 0; x < c->out_width; ++x) {
        for (group = 0; group < c->groups; ++group) {
            const uint8_t *under = patch;
            if (patch != 0) {
                ds_gather(c, in, rows, y, x, group, patch);
            } else {
                under = ds_row(in, rows, c->width * c->channels, y * c->stride) + x * c->stride * c->channels + group * (c->channels / c->groups);
            }
            ds_multiply(&c->filters, group * count, count, under, (uint8_t *)out + (size_t)x * (size_t)bytes);
        }
    }
}
