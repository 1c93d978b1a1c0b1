/* needs: exp score best */
static int ds_softmax(const float *logits, int32_t n, uint8_t *scores)
{
    const int best = ds_best(logits, n);
    const double largest = (double)logits[best];
    double sum = 0.0;
    int32_t i;
    for (i = 0; i < n; ++i) {
        sum += ds_exp((double)logits[i] - largest);
    }
    for (i = 0; i < n; ++i) {
        scores[i] = ds_score(ds_exp((double)logits[i] - largest) / sum);
    }
    return best;
}
