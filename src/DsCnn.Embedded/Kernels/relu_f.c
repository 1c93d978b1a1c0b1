/* From 0 to a largest number. */
static void ds_relu_f(float *x, int32_t n, float most)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        x[i] = x[i] < 0.0f ? 0.0f : x[i] > most ? most : x[i];
    }
}
