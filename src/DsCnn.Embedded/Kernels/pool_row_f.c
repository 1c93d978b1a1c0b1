/* needs: row_f */
typedef struct {
    int32_t width, channels, kernel, stride, out_width;
    int32_t is_average;
} ds_pool_f;

static void ds_pool_row_f(const ds_pool_f *p, const float *in, int32_t rows, int32_t y, float *out)
{
    int32_t x, c, u, v;
    for (x = 0; x < p->out_width; ++x) {
        for (c = 0; c < p->channels; ++c) {
            float sum = 0.0f;
            float largest = ds_row_f(in, rows, p->width * p->channels, y * p->stride)[x * p->stride * p->channels + c];
            for (u = 0; u < p->kernel; ++u) {
                const float *row = ds_row_f(in, rows, p->width * p->channels, y * p->stride + u);
                for (v = 0; v < p->kernel; ++v) {
                    const float number = row[(x * p->stride + v) * p->channels + c];
                    sum += number;
                    largest = number > largest ? number : largest;
                }
            }
            out[x * p->channels + c] = p->is_average != 0 ? sum / (float)(p->kernel * p->kernel) : largest;
        }
    }
}
