using P5.Host;

namespace P5;

/// <summary>A configured plugin and its present state.</summary>
public sealed class PluginInfo
{
    internal PluginInfo(PluginStatus status, WorkspaceConfiguration configuration)
    {
        Stack = configuration.StackName;
        Workspace = configuration.WorkspaceDirectory;
        Name = status.Configuration.Name;
        Kind = status.Kind.ToString();
        Command = status.Configuration.Command;
        Arguments = [.. status.Configuration.Arguments];
        BuiltIn = status.Configuration.BuiltIn;
        Uses = [.. status.Uses];
        SourceFiles = [.. status.Configuration.Files];
        Sources = [.. status.Configuration.Positions.Select(pair => new ConfigSource(pair.Key, pair.Value))];
        ProcessId = status.ProcessId;
        ExpiresAt = status.Credential?.ExpiresAt?.LocalDateTime;
        VariableNames = [.. status.Credential?.VariableNames ?? []];
        AppliedVariables = [.. status.AppliedVariables];
        State = status.State.ToString();
        HasCredential = status.Credential is not null;
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>The stack of its credential; null if none was named and none is selected.</summary>
    public string? Stack { get; }

    /// <summary>The workspace's folder.</summary>
    public string Workspace { get; }

    /// <summary><c>External</c> for its own process, <c>Builtin</c> for one inside P5.</summary>
    public string Kind { get; }

    /// <summary>Its <c>cmd</c>, as configured; "" if there is none.</summary>
    public string Command { get; }

    /// <summary>Its <c>args</c>, as configured.</summary>
    public string[] Arguments { get; }

    /// <summary>The name of the built-in source that it is; null for its own process.</summary>
    public string? BuiltIn { get; }

    /// <summary>What that source runs, reads and requests.</summary>
    public string[] Uses { get; }

    /// <summary>The files that configure it; later ones override earlier ones.</summary>
    public string[] SourceFiles { get; }

    /// <summary>Where each effective setting is: file, line and column.</summary>
    public ConfigSource[] Sources { get; }

    /// <summary>
    /// <c>Ready</c> if it is built in and needs no process, <c>Attached</c> if <c>P5_REATTACH_PLUGINS</c> names it,
    /// <c>Running</c> if it has a process, otherwise <c>Stopped</c>.
    /// </summary>
    public string State { get; }

    /// <summary>The id of its process, or null.</summary>
    public int? ProcessId { get; }

    /// <summary>True if a cached credential would be used now.</summary>
    public bool HasCredential { get; }

    /// <summary>When that credential expires, in local time; null if it never does or there is none.</summary>
    public DateTime? ExpiresAt { get; }

    /// <summary>The names of that credential's variables.</summary>
    public string[] VariableNames { get; }

    /// <summary>The names of the session's variables that have their values from it now, whatever the stack.</summary>
    public string[] AppliedVariables { get; }

    /// <summary>The plugin's name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}

/// <summary>Where one setting of a plugin is. Never its value.</summary>
public sealed class ConfigSource
{
    private readonly ConfigPosition _position;

    internal ConfigSource(string setting, ConfigPosition position)
    {
        Setting = setting;
        _position = position;
    }

    /// <summary>The setting, such as <c>cmd</c>, <c>config.url</c> or <c>stack config.url</c>.</summary>
    public string Setting { get; }

    /// <summary>The file's full path.</summary>
    public string File => _position.File;

    /// <summary>The line of its key, the first is 1.</summary>
    public int Line => _position.Line;

    /// <summary>The column of its key, the first is 1.</summary>
    public int Column => _position.Column;

    /// <summary>The setting and its position.</summary>
    /// <returns><c>setting: file:line:column</c>.</returns>
    public override string ToString() => $"{Setting}: {_position}";
}
