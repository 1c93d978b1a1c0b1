/* A probability, rounded to single precision, times 256, rounded, at most 255. */
static uint8_t ds_score(double probability)
{
    const volatile float rounded = (float)probability;
    const int32_t score = (int32_t)((double)rounded * 256.0 + 0.5);
    return (uint8_t)(score > 255 ? 255 : score);
}
