/* needs: sigmoid score best */
static int ds_sigmoids(const float *logits, int32_t n, uint8_t *scores)
{
    int32_t i;
    for (i = 0; i < n; ++i) {
        scores[i] = ds_score(ds_sigmoid((double)logits[i]));
    }
    return ds_best(logits, n);
}
