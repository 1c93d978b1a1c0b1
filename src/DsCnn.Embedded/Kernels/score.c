/* A probability, rounded to single precision, times 256, rounded, at most 255; 0 where sums have overflowed, so that it is no number. */
static uint8_t ds_score(double probability)
{
    const volatile float rounded = (float)probability;
    if (rounded >= 0.0f) {
        const int32_t score = (int32_t)((double)rounded * 256.0 + 0.5);
        return (uint8_t)(score > 255 ? 255 : score);
    }
    return 0;
}
