/* needs: to_byte */
/* Sums to bytes, of which what the zero point added is taken out first. */
static void ds_average(const int32_t *sums, int32_t n, int32_t zeros, int32_t multiplier, int32_t shift, int32_t zero, uint8_t *out)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        out[i] = ds_to_byte(sums[i] - zeros, multiplier, shift, zero, 0, 255);
    }
}
