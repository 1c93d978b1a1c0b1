/* The place of the largest number; the first of several. */
static int ds_best(const float *logits, int32_t n)
{
    int32_t best = 0;
    int32_t i;
    for (i = 1; i < n; ++i) {
        if (logits[i] > logits[best]) {
            best = i;
        }
    }
    return (int)best;
}
