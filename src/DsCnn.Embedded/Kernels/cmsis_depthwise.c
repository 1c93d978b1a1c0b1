/* needs: depthwise cmsis_nn */
#if defined(DSCNN_CMSIS_NN)
/* One row, of rows that are brought together in the room, and whether CMSIS-NN makes it: it reads factors four by four, and must not shift sums to the left, which might overflow. */
static int ds_cmsis_depthwise(const ds_depthwise *d, const uint8_t *in, int32_t rows, int32_t y, uint8_t *out)
{
    const int32_t top = y * d->stride - d->padding;
    const int32_t first = top < 0 ? 0 : top;
    const int32_t end = top + d->kernel < d->height ? top + d->kernel : d->height;
    const int32_t bytes = d->width * d->channels;
    const int32_t copied = ds_words((end - first) * bytes);
    int32_t *const shifts = (int32_t *)(void *)(DS_ROOM + copied);
    const cmsis_nn_dw_conv_params params = {
        .input_offset = DS_TO_SIGNED - d->in_zero,
        .output_offset = d->zero - DS_TO_SIGNED,
        .ch_mult = 1,
        .stride = { .w = d->stride, .h = d->stride },
        .padding = { .w = d->padding, .h = first - top },
        .dilation = { .w = 1, .h = 1 },
        .activation = { .min = d->low - DS_TO_SIGNED, .max = d->high - DS_TO_SIGNED },
    };
    const cmsis_nn_dims inputs = { .n = 1, .h = end - first, .w = d->width, .c = d->channels };
    const cmsis_nn_dims filters = { .n = 1, .h = d->kernel, .w = d->kernel, .c = d->channels };
    const cmsis_nn_dims biases = { .n = 1, .h = 1, .w = 1, .c = d->channels };
    const cmsis_nn_dims outputs = { .n = 1, .h = 1, .w = d->out_width, .c = d->channels };
    const cmsis_nn_context context = { .buf = shifts + d->channels, .size = arm_depthwise_conv_wrapper_s8_get_buffer_size(&params, &inputs, &filters, &outputs) };
    cmsis_nn_per_channel_quant_params quantization;
    int32_t row;
    if (d->channels % 4 != 0 || d->multipliers == 0 || d->shift < DS_FRACTION_BITS
        || copied + d->channels * (int32_t)sizeof(int32_t) + context.size > DS_ROOM_BYTES) {
        return 0;
    }
    for (row = first; row < end; ++row) {
        ds_turn(ds_row(in, rows, bytes, row), bytes, DS_ROOM + (row - first) * bytes);
    }
    quantization = ds_quantization(d->multipliers, d->shift, d->channels, shifts);
    arm_depthwise_conv_wrapper_s8(&context, &params, &quantization, &inputs, (const int8_t *)DS_ROOM, &filters, d->weights, &biases, d->bias, &outputs, (int8_t *)out);
    ds_turn(out, d->out_width * d->channels, out);
    return 1;
}
#endif
