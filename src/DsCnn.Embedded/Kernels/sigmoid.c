/* needs: exp */
static double ds_sigmoid(double x)
{
    return 1.0 / (1.0 + ds_exp(-x));
}
