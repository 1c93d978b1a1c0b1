static void ds_divide_f(float *sums, int32_t n, float pixels)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        sums[i] /= pixels;
    }
}
