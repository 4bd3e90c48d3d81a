using System.Collections;
using P5.Host;

namespace P5;

/// <summary>
/// One plugin's answer for one stack. Its properties contain everything except the values of its variables, which only
/// <see cref="ToHashtable"/> returns.
/// </summary>
public sealed class Credential
{
    internal Credential(PluginCredential value, bool fromCache)
    {
        Value = value;
        FromCache = fromCache;
    }

    /// <summary>The plugin's name.</summary>
    public string Plugin => Value.PluginName;

    /// <summary>The stack it is for.</summary>
    public string Stack => Value.Context.StackName;

    /// <summary>The Pulumi program it is for; "" if the workspace has no <c>Pulumi.yaml</c>.</summary>
    public string Program => Value.Context.ProgramName;

    /// <summary>The workspace's folder.</summary>
    public string Workspace => Value.Context.WorkspaceDirectory;

    /// <summary>The names of its environment variables.</summary>
    public string[] VariableNames => [.. Value.VariableNames];

    /// <summary>When the plugin answered, in local time.</summary>
    public DateTime ObtainedAt => Value.ObtainedAt.LocalDateTime;

    /// <summary>
    /// From when on the plugin is called again, in local time; null if the answer never expires, or is never cached.
    /// </summary>
    public DateTime? ExpiresAt => Value.ExpiresAt?.LocalDateTime;

    /// <summary>True if the answer is for one call only.</summary>
    public bool AlwaysAsk => Value.AlwaysAsk;

    /// <summary>True if the credential was there already and the plugin was not called.</summary>
    public bool FromCache { get; }

    internal PluginCredential Value { get; }

    /// <summary>Hands out the variables with their secret values.</summary>
    /// <returns>A new table of names and values.</returns>
    public Hashtable ToHashtable()
    {
        var table = new Hashtable();
        foreach ((string name, string value) in Value.GetVariables())
        {
            table.Add(name, value);
        }

        return table;
    }

    /// <summary>Names the plugin and its variables, never a value.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString();
}
