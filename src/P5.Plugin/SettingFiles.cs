namespace P5.Plugin;

/// <summary>What messages call the files in which settings stand.</summary>
internal static class SettingFiles
{
    /// <summary>The stack's file, whose name has no organization and no project in it.</summary>
    /// <param name="stackName">The stack as it was asked for, possibly <c>organization/project/stack</c>, or empty.</param>
    public static string OfStack(string stackName) =>
        $"Pulumi.{(stackName.Length > 0 ? stackName[(stackName.LastIndexOf('/') + 1)..] : "<stack>")}.yaml";
}
