namespace DsCnn;

/// <summary>Marks an option that may change without affecting the result of a run, such as where files are kept and who observes the run.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoMatterOfOutcomeAttribute : Attribute;
