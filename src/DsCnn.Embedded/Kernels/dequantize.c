/* Bytes to the numbers that they stand for. */
static void ds_dequantize(const uint8_t *x, int32_t n, float scale, int32_t zero, float *out)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        out[i] = (float)(x[i] - zero) * scale;
    }
}
