/* Each byte's number in a table of 256. */
static void ds_lookup_f(const uint8_t *x, int32_t n, const float *table, float *out)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        out[i] = table[x[i]];
    }
}
