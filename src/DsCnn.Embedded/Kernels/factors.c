/* The factors of a gate: ((gate - zero) * multiplier + 2^(shift - 1)) >> shift, in 16 bits. */
static void ds_factors(const uint8_t *gate, int32_t n, int32_t zero, int32_t multiplier, int32_t shift, int32_t *factors)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        const int64_t factor = ((int64_t)(gate[i] - zero) * multiplier + ((int64_t)1 << (shift - 1))) >> shift;
        factors[i] = (int32_t)(factor < -32767 ? -32767 : factor > 32767 ? 32767 : factor);
    }
}
