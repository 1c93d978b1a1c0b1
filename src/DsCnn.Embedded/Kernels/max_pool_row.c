/* needs: row */
static void ds_max_pool_row(const uint8_t *in, int32_t rows, int32_t width, int32_t channels, int32_t kernel, int32_t stride, int32_t y, int32_t out_width, uint8_t *out)
{
    int32_t x, c, u, v;
    for (x = 0; x < out_width; ++x) {
        for (c = 0; c < channels; ++c) {
            uint8_t largest = 0;
            for (u = 0; u < kernel; ++u) {
                const uint8_t *row = ds_row(in, rows, width * channels, y * stride + u);
                for (v = 0; v < kernel; ++v) {
                    const uint8_t byte = row[(x * stride + v) * channels + c];
                    largest = byte > largest ? byte : largest;
                }
            }
            out[x * channels + c] = largest;
        }
    }
}
