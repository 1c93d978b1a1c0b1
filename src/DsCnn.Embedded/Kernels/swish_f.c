/* needs: sigmoid */
static void ds_swish_f(float *x, int32_t n, double beta)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        x[i] = (float)((double)x[i] * ds_sigmoid(beta * (double)x[i]));
    }
}
