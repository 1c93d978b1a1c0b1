/* Sums of products of bytes and signed bytes, of one filter and of four that lie one after the other. */
#if defined(__ARM_FEATURE_MVE)
static int32_t ds_dot(const uint8_t *x, const int8_t *w, int32_t n)
{
    int32_t sum = 0;
    int32_t i;
    for (i = 0; i < n; i += 8) {
        const mve_pred16_t p = vctp16q((uint32_t)(n - i));
        const int16x8_t a = vreinterpretq_s16_u16(vldrbq_z_u16(x + i, p));
        sum = vmladavaq_p_s16(sum, a, vldrbq_z_s16(w + i, p), p);
    }
    return sum;
}

static void ds_dot4(const uint8_t *x, const int8_t *w, int32_t n, int32_t *sums)
{
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int32_t i;
    for (i = 0; i < n; i += 8) {
        const mve_pred16_t p = vctp16q((uint32_t)(n - i));
        const int16x8_t a = vreinterpretq_s16_u16(vldrbq_z_u16(x + i, p));
        s0 = vmladavaq_p_s16(s0, a, vldrbq_z_s16(w + i, p), p);
        s1 = vmladavaq_p_s16(s1, a, vldrbq_z_s16(w + n + i, p), p);
        s2 = vmladavaq_p_s16(s2, a, vldrbq_z_s16(w + 2 * n + i, p), p);
        s3 = vmladavaq_p_s16(s3, a, vldrbq_z_s16(w + 3 * n + i, p), p);
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
}
#elif defined(__ARM_FEATURE_DSP) && defined(__ARM_FEATURE_SIMD32)
/* Bytes 0 and 2 of a word, then 1 and 3, each two as 16-bit numbers in one instruction. */
static uint32_t ds_word(const void *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

static int32_t ds_four(uint32_t even, uint32_t odd, const int8_t *w, int32_t sum)
{
    const uint32_t b = ds_word(w);
    sum = __smlad((int16x2_t)even, __sxtb16((int8x4_t)b), sum);
    return __smlad((int16x2_t)odd, __sxtb16((int8x4_t)(b >> 8)), sum);
}

static int32_t ds_dot(const uint8_t *x, const int8_t *w, int32_t n)
{
    int32_t sum = 0;
    int32_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const uint32_t a = ds_word(x + i);
        sum = ds_four((uint32_t)__uxtb16((uint8x4_t)a), (uint32_t)__uxtb16((uint8x4_t)(a >> 8)), w + i, sum);
    }
    for (; i < n; ++i) {
        sum += (int32_t)x[i] * w[i];
    }
    return sum;
}

static void ds_dot4(const uint8_t *x, const int8_t *w, int32_t n, int32_t *sums)
{
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int32_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const uint32_t a = ds_word(x + i);
        const uint32_t even = (uint32_t)__uxtb16((uint8x4_t)a);
        const uint32_t odd = (uint32_t)__uxtb16((uint8x4_t)(a >> 8));
        s0 = ds_four(even, odd, w + i, s0);
        s1 = ds_four(even, odd, w + n + i, s1);
        s2 = ds_four(even, odd, w + 2 * n + i, s2);
        s3 = ds_four(even, odd, w + 3 * n + i, s3);
    }
    for (; i < n; ++i) {
        s0 += (int32_t)x[i] * w[i];
        s1 += (int32_t)x[i] * w[n + i];
        s2 += (int32_t)x[i] * w[2 * n + i];
        s3 += (int32_t)x[i] * w[3 * n + i];
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
}
#else
static int32_t ds_dot(const uint8_t *x, const int8_t *w, int32_t n)
{
    int32_t sum = 0;
    int32_t i;
    for (i = 0; i < n; ++i) {
        sum += (int32_t)x[i] * w[i];
    }
    return sum;
}

static void ds_dot4(const uint8_t *x, const int8_t *w, int32_t n, int32_t *sums)
{
    sums[0] = ds_dot(x, w, n);
    sums[1] = ds_dot(x, w + n, n);
    sums[2] = ds_dot(x, w + 2 * n, n);
    sums[3] = ds_dot(x, w + 3 * n, n);
}
#endif
