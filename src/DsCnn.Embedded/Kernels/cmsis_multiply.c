/* needs: multiply cmsis_nn */
#if defined(DSCNN_CMSIS_NN)
/* Whether CMSIS-NN multiplies some pixels at once: not a single one, which would gain nothing, and not where it would shift sums to the left, which might overflow. */
static int ds_cmsis_takes(const ds_filters *f, int32_t pixels, int32_t count)
{
    return pixels > 1 && f->multipliers != 0 && f->shift >= DS_FRACTION_BITS
        && ds_words(pixels * f->length) + count * (int32_t)sizeof(int32_t) <= DS_ROOM_BYTES;
}

/* What lies under the filters at some pixels, brought together in the room. Biases allow for bytes without a sign. */
static void ds_cmsis_multiply(const ds_filters *f, int32_t pixels, int32_t count, uint8_t *out)
{
    const cmsis_nn_context context = { .buf = 0, .size = 0 };
    const cmsis_nn_conv_params params = {
        .input_offset = DS_TO_SIGNED,
        .output_offset = f->zero - DS_TO_SIGNED,
        .stride = { .w = 1, .h = 1 },
        .dilation = { .w = 1, .h = 1 },
        .activation = { .min = f->low - DS_TO_SIGNED, .max = f->high - DS_TO_SIGNED },
    };
    const cmsis_nn_per_channel_quant_params quantization =
        ds_quantization(f->multipliers, f->shift, count, (int32_t *)(void *)(DS_ROOM + ds_words(pixels * f->length)));
    const cmsis_nn_dims inputs = { .n = 1, .h = 1, .w = pixels, .c = f->length };
    const cmsis_nn_dims filters = { .n = count, .h = 1, .w = 1, .c = f->length };
    const cmsis_nn_dims biases = { .n = 1, .h = 1, .w = 1, .c = count };
    const cmsis_nn_dims outputs = { .n = 1, .h = 1, .w = pixels, .c = count };
    ds_turn(DS_ROOM, pixels * f->length, DS_ROOM);
    arm_convolve_1x1_s8_fast(&context, &params, &quantization, &inputs, (const int8_t *)DS_ROOM, &filters, f->weights, &biases, f->bias, &outputs, (int8_t *)out);
    ds_turn(out, pixels * count, out);
}
#endif
