namespace P5.Migration.Sources;

/// <summary>The command that replaces a source.</summary>
/// <param name="Source">The old source.</param>
/// <param name="Command">The new command, as it stands in the file.</param>
/// <param name="FollowsFromSource">Whether the old source can be read off it and needs no comment.</param>
internal sealed record ConvertedCommand(PluginSource Source, string Command, bool FollowsFromSource);
