/* needs: row to_byte */
typedef struct {
    int32_t width, channels, kernel, stride, out_width;
    int32_t zeros, multiplier, shift, zero;
} ds_average_pool;

static void ds_average_pool_row(const ds_average_pool *p, const uint8_t *in, int32_t rows, int32_t y, uint8_t *out)
{
    int32_t x, c, u, v;
    for (x = 0; x < p->out_width; ++x) {
        for (c = 0; c < p->channels; ++c) {
            int32_t sum = -p->zeros;
            for (u = 0; u < p->kernel; ++u) {
                const uint8_t *row = ds_row(in, rows, p->width * p->channels, y * p->stride + u);
                for (v = 0; v < p->kernel; ++v) {
                    sum += row[(x * p->stride + v) * p->channels + c];
                }
            }
            out[x * p->channels + c] = ds_to_byte(sum, p->multiplier, p->shift, p->zero, 0, 255);
        }
    }
}
