static void ds_hardsigmoid_f(float *x, int32_t n)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        const float gate = x[i] + 3.0f;
        x[i] = (gate < 0.0f ? 0.0f : gate > 6.0f ? 6.0f : gate) / 6.0f;
    }
}
