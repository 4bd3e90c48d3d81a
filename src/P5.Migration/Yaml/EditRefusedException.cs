namespace P5.Migration.Yaml;

/// <summary>A plugin's edit cannot be made, or not without touching what is not the plugin's own.</summary>
/// <param name="reason">Why, as a clause.</param>
internal sealed class EditRefusedException(string reason) : Exception(reason)
{
    /// <summary>What the user is told.</summary>
    public string Sentence => $"it was left as it is and has to be converted by hand: {Message}{(Message[^1] == '?' ? "" : ".")}";
}
