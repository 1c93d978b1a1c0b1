// libtorch uses all cores by itself, and its global random numbers belong to one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
