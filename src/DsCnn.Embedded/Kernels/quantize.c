/* Numbers to bytes: zero + round(x / scale), ties to even; what is no number becomes the zero point. */
static void ds_quantize(const float *x, int32_t n, float scale, int32_t zero, uint8_t *out)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        volatile float steps = x[i] / scale;
        if (!(steps > -1024.0f)) {
            steps = steps <= -1024.0f ? -1024.0f : 0.0f;
        }
        if (steps > 1024.0f) {
            steps = 1024.0f;
        }
        steps = steps + 12582912.0f;
        steps = steps - 12582912.0f;
        {
            const int32_t byte = (int32_t)steps + zero;
            out[i] = (uint8_t)(byte < 0 ? 0 : byte > 255 ? 255 : byte);
        }
    }
}
