// The tests catch the process's standard output.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
