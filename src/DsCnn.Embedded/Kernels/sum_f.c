/* Adds a row's pixels to the sums of their channels. */
static void ds_sum_f(const float *row, int32_t pixels, int32_t channels, float *sums)
{
    int32_t i, c;
    for (i = 0; i < pixels; ++i) {
        for (c = 0; c < channels; ++c) {
            sums[c] += row[i * channels + c];
        }
    }
}
