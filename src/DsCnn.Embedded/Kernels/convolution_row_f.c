/* needs: multiply_f row_f */
typedef struct {
    int32_t height, width, channels; /* of the input */
    int32_t out_width, count;        /* of the output */
    int32_t kernel, stride, padding, groups;
    ds_filters_f filters;
} ds_convolution_f;

static void ds_gather_f(const ds_convolution_f *c, const float *in, int32_t rows, int32_t y, int32_t x, int32_t group, float *patch)
{
    const int32_t channels = c->channels / c->groups;
    int32_t u, v, i;
    for (u = 0; u < c->kernel; ++u) {
        const int32_t row = y * c->stride - c->padding + u;
        for (v = 0; v < c->kernel; ++v) {
            const int32_t column = x * c->stride - c->padding + v;
            const int inside = row >= 0 && row < c->height && column >= 0 && column < c->width;
            const float *pixel = inside ? ds_row_f(in, rows, c->width * c->channels, row) + column * c->channels + group * channels : 0;
            for (i = 0; i < channels; ++i) {
                patch[i] = pixel != 0 ? pixel[i] : 0.0f;
            }
            patch += channels;
        }
    }
}

/* One row. Without room for a patch, a 1x1 kernel reads pixels where they lie. */
static void ds_convolution_row_f(const ds_convolution_f *c, const float *in, int32_t rows, int32_t y, float *patch, float *out)
{
    const int32_t count = c->count / c->groups;
    int32_t x, group;
    for (x = 0; x < c->out_width; ++x) {
        for (group = 0; group < c->groups; ++group) {
            const float *under = patch;
            if (patch != 0) {
                ds_gather_f(c, in, rows, y, x, group, patch);
            } else {
                under = ds_row_f(in, rows, c->width * c->channels, y * c->stride) + x * c->stride * c->channels + group * (c->channels / c->groups);
            }
            ds_multiply_f(&c->filters, group * count, count, under, out + (size_t)x * (size_t)c->count);
        }
    }
}
