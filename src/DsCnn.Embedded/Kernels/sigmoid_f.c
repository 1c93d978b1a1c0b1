/* needs: sigmoid */
static void ds_sigmoid_f(float *x, int32_t n)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        x[i] = (float)ds_sigmoid((double)x[i]);
    }
}
