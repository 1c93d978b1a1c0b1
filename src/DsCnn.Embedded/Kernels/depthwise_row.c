/* needs: cmsis_depthwise to_byte */
static void ds_depthwise_row(const ds_depthwise *d, const uint8_t *in, int32_t rows, int32_t y, void *out)
{
    int32_t x, first, i;
#if defined(DSCNN_CMSIS_NN)
    if (ds_cmsis_depthwise(d, in, rows, y, (uint8_t *)out)) {
        return;
    }
#endif
    for (x = 0; x < d->out_width; ++x) {
        for (first = 0; first < d->channels; first += DS_LANES) {
            const int32_t n = d->channels - first < DS_LANES ? d->channels - first : DS_LANES;
            const int32_t at = x * d->channels + first;
            int32_t sums[DS_LANES];
            for (i = 0; i < n; ++i) {
                sums[i] = d->bias[first + i];
            }
            ds_depthwise_pixel(d, in, rows, y, x, first, n, sums);
            for (i = 0; i < n; ++i) {
                if (d->multipliers != 0) {
                    ((uint8_t *)out)[at + i] = ds_to_byte(sums[i], d->multipliers[first + i], d->shift, d->zero, d->low, d->high);
                } else {
                    ((float *)out)[at + i] = (float)sums[i] * d->scales[first + i];
                }
            }
        }
    }
}
