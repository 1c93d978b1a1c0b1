/* needs: convolution_row scale */
/* One row of a 1x1 convolution whose pixels are multiplied by a gate first. */
static void ds_scaled_convolution_row(const ds_convolution *c, const ds_scaling *s, const int32_t *factors, const uint8_t *in, int32_t rows, int32_t y, uint8_t *patch, void *out)
{
    const uint8_t *pixel = ds_row(in, rows, c->width * c->channels, y);
    const int32_t bytes = c->count * (c->filters.multipliers != 0 ? 1 : (int32_t)sizeof(float));
    int32_t x;
#if defined(DSCNN_CMSIS_NN)
    if (ds_cmsis_takes(&c->filters, c->out_width, c->count)) {
        for (x = 0; x < c->out_width; ++x) {
            ds_scale(s, pixel + x * c->channels, factors, c->channels, DS_ROOM + x * c->channels);
        }
        ds_cmsis_multiply(&c->filters, c->out_width, c->count, (uint8_t *)out);
        return;
    }
#endif
    for (x = 0; x < c->out_width; ++x) {
        ds_scale(s, pixel + x * c->channels, factors, c->channels, patch);
        ds_multiply(&c->filters, 0, c->count, patch, (uint8_t *)out + (size_t)x * (size_t)bytes);
    }
}
