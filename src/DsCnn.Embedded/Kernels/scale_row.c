/* needs: scale */
static void ds_scale_row(const ds_scaling *s, const uint8_t *x, const int32_t *factors, int32_t pixels, int32_t channels, uint8_t *out)
{
    int32_t i;
    for (i = 0; i < pixels; ++i) {
        ds_scale(s, x + i * channels, factors, channels, out + i * channels);
    }
}
