namespace P5.Host;

/// <summary>What was done to a variable.</summary>
public enum EnvironmentAction
{
    /// <summary>It has a plugin's value now.</summary>
    Set,

    /// <summary>It has again what it had before the first plugin set it.</summary>
    Restored,

    /// <summary>It is gone again, as it was not set before.</summary>
    Removed,

    /// <summary>It is left as it is, because someone else changed it after P5 did.</summary>
    Left,
}
