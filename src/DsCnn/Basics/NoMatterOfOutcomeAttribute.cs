namespace DsCnn;

/// <summary>Marks an option that may change without changing what a run comes to: where it is kept and who watches it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoMatterOfOutcomeAttribute : Attribute;
