/* needs: convolution_row_f scale_f */
/* One row of a 1x1 convolution whose pixels are multiplied by a gate first. */
static void ds_scaled_convolution_row_f(const ds_convolution_f *c, const float *gate, const float *in, int32_t rows, int32_t y, float *patch, float *out)
{
    const float *pixel = ds_row_f(in, rows, c->width * c->channels, y);
    int32_t x;
    for (x = 0; x < c->out_width; ++x) {
        ds_scale_f(pixel + x * c->channels, gate, c->channels, patch);
        ds_multiply_f(&c->filters, 0, c->count, patch, out + (size_t)x * (size_t)c->count);
    }
}
