/* The largest number of each channel so far. */
static void ds_max_f(const float *row, int32_t pixels, int32_t channels, float *largest)
{
    int32_t i, c;
    for (i = 0; i < pixels; ++i) {
        for (c = 0; c < channels; ++c) {
            if (row[i * channels + c] > largest[c]) {
                largest[c] = row[i * channels + c];
            }
        }
    }
}
