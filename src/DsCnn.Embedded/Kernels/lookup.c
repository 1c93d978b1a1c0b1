/* Each byte's entry in a table of 256. */
static void ds_lookup(const uint8_t *x, int32_t n, const uint8_t *table, uint8_t *out)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        out[i] = table[x[i]];
    }
}
