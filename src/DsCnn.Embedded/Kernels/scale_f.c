static void ds_scale_f(const float *x, const float *gate, int32_t n, float *out)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        out[i] = x[i] * gate[i];
    }
}
