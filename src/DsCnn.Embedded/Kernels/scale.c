/* zero + (((x - zero of x) * 2^lead) * factor + 2^14) >> 15, held within a byte: a pixel times its gate. */
typedef struct {
    int32_t in_zero, lead, zero;
} ds_scaling;

static void ds_scale(const ds_scaling *s, const uint8_t *x, const int32_t *factors, int32_t n, uint8_t *out)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        const int32_t product = (x[i] - s->in_zero) * (1 << s->lead) * factors[i];
        const int32_t y = ((product + (1 << 14)) >> 15) + s->zero;
        out[i] = (uint8_t)(y < 0 ? 0 : y > 255 ? 255 : y);
    }
}
