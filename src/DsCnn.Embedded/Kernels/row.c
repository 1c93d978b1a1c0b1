/* The row of a map, of which so many are kept. */
static const uint8_t *ds_row(const uint8_t *map, int32_t rows, int32_t bytes, int32_t y)
{
    return map + (size_t)(y % rows) * (size_t)bytes;
}
