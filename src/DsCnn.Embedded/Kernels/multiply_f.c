/* needs: dot_f */
/* Filters of numbers, each as long as what lies under it. */
typedef struct {
    int32_t length;
    const float *weights; /* filter by filter */
    const float *bias;
} ds_filters_f;

static void ds_multiply_f(const ds_filters_f *f, int32_t first, int32_t count, const float *x, float *out)
{
    int32_t i;
    for (i = first; i < first + count; ++i) {
        out[i] = ds_dot_f(x, f->weights + (size_t)i * (size_t)f->length, f->length) + f->bias[i];
    }
}
