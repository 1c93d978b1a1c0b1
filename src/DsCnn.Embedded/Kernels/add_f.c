static void ds_add_f(const float *a, const float *b, int32_t n, float *out)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        out[i] = a[i] + b[i];
    }
}
