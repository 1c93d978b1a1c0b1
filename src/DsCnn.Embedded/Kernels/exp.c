/* e^x in double precision of additions, multiplications and divisions alone, each rounded by itself: the same bits everywhere. */
static double ds_exp(double x)
{
    volatile double n, low, r, sum;
    uint64_t bits;
    double power;
    int32_t term;
    if (x != x) {
        return x;
    }
    if (x > 709.0) {
        x = 709.0;
    }
    if (x < -708.0) {
        return 0.0;
    }
    n = x * 1.4426950408889634;
    n = n + 6755399441055744.0;
    n = n - 6755399441055744.0;
    low = n * 0.693147180369123816490;
    r = x - low;
    low = n * 1.90821492927058770002e-10;
    r = r - low;
    sum = 1.0;
    for (term = 14; term >= 1; --term) {
        sum = sum * r;
        sum = sum / (double)term;
        sum = 1.0 + sum;
    }
    bits = (uint64_t)(int64_t)(1023 + (int32_t)n) << 52;
    memcpy(&power, &bits, sizeof power);
    return sum * power;
}
