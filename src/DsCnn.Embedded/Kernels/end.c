/* The row after the last that a row of the next map needs. */
static int32_t ds_end(int32_t y, int32_t stride, int32_t padding, int32_t kernel, int32_t height)
{
    const int32_t end = y * stride - padding + kernel;
    return end < height ? end : height;
}
