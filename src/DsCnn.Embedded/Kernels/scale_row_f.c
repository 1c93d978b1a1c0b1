/* needs: scale_f */
static void ds_scale_row_f(const float *x, const float *gate, int32_t pixels, int32_t channels, float *out)
{
    int32_t i;
    for (i = 0; i < pixels; ++i) {
        ds_scale_f(x + i * channels, gate, channels, out + i * channels);
    }
}
