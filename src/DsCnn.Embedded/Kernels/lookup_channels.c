/* The same with a table for each channel. */
static void ds_lookup_channels(const uint8_t *x, int32_t pixels, int32_t channels, const uint8_t *tables, uint8_t *out)
{
    int32_t i, c;
    for (i = 0; i < pixels; ++i) {
        for (c = 0; c < channels; ++c) {
            out[i * channels + c] = tables[c * 256 + x[i * channels + c]];
        }
    }
}
