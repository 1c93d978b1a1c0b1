/* zero + (sum * multiplier + 2^(shift - 1)) >> shift, in 64 bits, held within limits. */
static uint8_t ds_to_byte(int32_t sum, int32_t multiplier, int32_t shift, int32_t zero, int32_t low, int32_t high)
{
    const int64_t product = (int64_t)sum * multiplier + ((int64_t)1 << (shift - 1));
    const int64_t byte = (product >> shift) + zero;
    return (uint8_t)(byte < low ? low : byte > high ? high : byte);
}
