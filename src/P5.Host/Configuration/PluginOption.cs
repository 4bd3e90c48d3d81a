namespace P5.Host;

/// <summary>A key of a plugin's table in p5.toml or Pulumi.yaml; a stack file can set none.</summary>
public abstract class PluginOption
{
    private protected PluginOption(string key) => Key = key;

    /// <summary>The key, as written.</summary>
    public string Key { get; }

    /// <summary>The key.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Key;

    /// <summary>The value in a table; null if the key is missing or empty. A wrong value is reported.</summary>
    internal abstract WithPosition<object?>? Read(TableReader table);

    /// <summary>The result if both p5.toml (lower) and Pulumi.yaml (upper) set it.</summary>
    internal abstract WithPosition<object?> Merge(WithPosition<object?> lower, WithPosition<object?> upper);
}

/// <summary>A key with the type of its values.</summary>
/// <typeparam name="T">The type.</typeparam>
public sealed class PluginOption<T> : PluginOption
{
    private readonly Func<TableReader, string, WithPosition<T>?> _read;
    private readonly Func<T, T, bool>? _keepsLower;

    internal PluginOption(
        string key,
        T defaultValue,
        Func<TableReader, string, WithPosition<T>?> read,
        Func<T, T, bool>? keepsLower = null)
        : base(key) => (Default, _read, _keepsLower) = (defaultValue, read, keepsLower);

    /// <summary>The value of a plugin that no file configures.</summary>
    public T Default { get; }

    internal override WithPosition<object?>? Read(TableReader table) =>
        _read(table, Key) is { } read ? new WithPosition<object?>(read.Value, read.Position) : null;

    internal override WithPosition<object?> Merge(WithPosition<object?> lower, WithPosition<object?> upper) =>
        _keepsLower?.Invoke((T)lower.Value!, (T)upper.Value!) == true ? lower : upper;
}
