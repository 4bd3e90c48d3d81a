namespace P5.Migration;

/// <summary>A plugin cannot be converted, or not without a change to something else.</summary>
/// <param name="reason">Why, as a clause without a full stop.</param>
internal sealed class EditRefusedException(string reason) : Exception(reason);
