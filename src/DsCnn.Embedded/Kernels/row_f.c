/* The row of a map of numbers, of which so many are kept. */
static const float *ds_row_f(const float *map, int32_t rows, int32_t numbers, int32_t y)
{
    return map + (size_t)(y % rows) * (size_t)numbers;
}
