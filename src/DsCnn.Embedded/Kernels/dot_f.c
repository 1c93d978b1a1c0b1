/* A sum of products of numbers. */
static float ds_dot_f(const float *x, const float *w, int32_t n)
{
    float sum = 0.0f;
    int32_t i;
    for (i = 0; i < n; ++i) {
        sum += x[i] * w[i];
    }
    return sum;
}
