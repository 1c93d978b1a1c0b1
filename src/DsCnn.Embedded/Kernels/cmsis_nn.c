#if defined(DSCNN_CMSIS_NN)
/* CMSIS-NN's bytes are signed, ours less 128: the same bits but for the highest. Zero points and limits move with them. */
enum { DS_TO_SIGNED = 128 };

/* The bits behind the point in what it multiplies sums by. */
enum { DS_FRACTION_BITS = 31 };

/* A copy whose highest bits are turned; it may lie where the bytes do. */
static void ds_turn(const uint8_t *x, int32_t n, uint8_t *out)
{
    int32_t i = 0;
    for (; i + 4 <= n; i += 4) {
        uint32_t word;
        memcpy(&word, x + i, sizeof word);
        word ^= 0x80808080u;
        memcpy(out + i, &word, sizeof word);
    }
    for (; i < n; ++i) {
        out[i] = (uint8_t)(x[i] ^ 0x80u);
    }
}

/* Bytes so many that what follows them can be numbers of 32 bits. */
static int32_t ds_words(int32_t bytes)
{
    return (bytes + 3) / 4 * 4;
}

/* What brings sums to bytes: a shift for each filter, of which ours are the same for all of them. */
static cmsis_nn_per_channel_quant_params ds_quantization(const int32_t *multipliers, int32_t shift, int32_t count, int32_t *shifts)
{
    cmsis_nn_per_channel_quant_params params;
    int32_t i;
    for (i = 0; i < count; ++i) {
        shifts[i] = DS_FRACTION_BITS - shift;
    }
    params.multiplier = (int32_t *)multipliers;
    params.shift = shifts;
    return params;
}
#endif
