static void ds_fill_f(float *x, int32_t n, float value)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        x[i] = value;
    }
}
