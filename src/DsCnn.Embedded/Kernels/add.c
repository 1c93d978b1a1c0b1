/* zero + ((a - zero of a) * m_a + (b - zero of b) * m_b + 2^(shift - 1)) >> shift, held within a byte. */
typedef struct {
    int32_t a_multiplier, a_zero, b_multiplier, b_zero, shift, zero;
} ds_addition;

static void ds_add(const ds_addition *s, const uint8_t *a, const uint8_t *b, int32_t n, uint8_t *out)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        const int32_t sum = (a[i] - s->a_zero) * s->a_multiplier + (b[i] - s->b_zero) * s->b_multiplier + (1 << (s->shift - 1));
        const int32_t y = (sum >> s->shift) + s->zero;
        out[i] = (uint8_t)(y < 0 ? 0 : y > 255 ? 255 : y);
    }
}
