namespace DsCnn;

/// <summary>A model that fits the budget and cannot grow in any dimension either, but is smaller than the chosen one.</summary>
/// <param name="Difference">How it differs from the chosen one, such as "wider but shallower".</param>
/// <param name="Candidate">The model.</param>
/// <param name="Reason">Why it is the smaller one in the order of <see cref="BudgetSearch.Largest"/>.</param>
public sealed record RejectedTradeOff(string Difference, BudgetCandidate Candidate, string Reason);
