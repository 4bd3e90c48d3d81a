namespace P5.Host;

/// <summary>The stable names of everything that can be found in a configuration. They never change.</summary>
public static class DiagnosticIds
{
    /// <summary>A file cannot be read, is too large or is not UTF-8.</summary>
    public const string FileUnreadable = "FileUnreadable";

    /// <summary>A folder cannot be read, so that its configuration is not checked.</summary>
    public const string FolderUnreadable = "FolderUnreadable";

    /// <summary>A configuration file or a git folder belongs to another user.</summary>
    public const string OwnerNotTrusted = "OwnerNotTrusted";

    /// <summary>A configuration file is ignored, because another one is read instead.</summary>
    public const string FileIgnored = "FileIgnored";

    /// <summary>A file is not valid TOML or YAML.</summary>
    public const string ConfigParse = "ConfigParse";

    /// <summary>What follows the first document of a YAML file is not read.</summary>
    public const string DocumentIgnored = "DocumentIgnored";

    /// <summary>p5 itself reads a part of a YAML file differently.</summary>
    public const string YamlReadDifferently = "YamlReadDifferently";

    /// <summary>A value is of another kind than its key needs.</summary>
    public const string WrongType = "WrongType";

    /// <summary>A value is of the right kind, but not one of those that its key takes.</summary>
    public const string InvalidValue = "InvalidValue";

    /// <summary>One key is given twice: in two spellings, of which YAML reads the later, or in two places.</summary>
    public const string DuplicateKey = "DuplicateKey";

    /// <summary>The key is not read.</summary>
    public const string UnknownKey = "UnknownKey";

    /// <summary>
    /// The key of a plugin has no meaning, because the plugin is a built-in source, or that of a source of <c>env</c>
    /// has none beside its other keys.
    /// </summary>
    public const string KeyNotUsed = "KeyNotUsed";

    /// <summary><c>files</c> has a variable that the built-in source does not set.</summary>
    public const string FileNotReturned = "FileNotReturned";

    /// <summary><c>files</c> has a variable whose value in a static source of <c>env</c> is a path.</summary>
    public const string FileContentIsPath = "FileContentIsPath";

    /// <summary>The key is one of the WASM era.</summary>
    public const string LegacyKey = "LegacyKey";

    /// <summary>A value of a plugin's configuration cannot be sent to it.</summary>
    public const string ValueNotSent = "ValueNotSent";

    /// <summary>A setting is a secret that only Pulumi can decrypt.</summary>
    public const string SecretNotDecrypted = "SecretNotDecrypted";

    /// <summary><c>order</c> names a plugin that is not configured.</summary>
    public const string OrderUnknownPlugin = "OrderUnknownPlugin";

    /// <summary><c>order</c> names a plugin twice.</summary>
    public const string OrderDuplicate = "OrderDuplicate";

    /// <summary>The names of two plugins differ in case only.</summary>
    public const string DuplicateName = "DuplicateName";

    /// <summary>A plugin has no <c>cmd</c>, and its name is similar to that of another.</summary>
    public const string SimilarName = "SimilarName";

    /// <summary>A plugin that is not built in has no <c>cmd</c>.</summary>
    public const string CommandMissing = "CommandMissing";

    /// <summary><c>cmd</c> leads to nothing.</summary>
    public const string CommandNotFound = "CommandNotFound";

    /// <summary><c>cmd</c> leads to a file that cannot be executed.</summary>
    public const string CommandNotExecutable = "CommandNotExecutable";

    /// <summary>The executable is not the one that <c>sha256</c> names.</summary>
    public const string ChecksumMismatch = "ChecksumMismatch";

    /// <summary>The configuration of the built-in plugin <c>env</c> has no usable source.</summary>
    public const string EnvConfigInvalid = "EnvConfigInvalid";

    /// <summary>A setting of a built-in source is wrong or missing.</summary>
    public const string SourceConfigInvalid = "SourceConfigInvalid";

    /// <summary>A setting of a built-in source names a secret, profile, file or command that is not here.</summary>
    public const string SourceNotAvailable = "SourceNotAvailable";

    /// <summary>A file source of <c>env</c> that is not optional does not exist.</summary>
    public const string EnvFileNotFound = "EnvFileNotFound";

    /// <summary>A file source of <c>env</c> cannot be read, or contains a line that is not a variable.</summary>
    public const string EnvFileInvalid = "EnvFileInvalid";

    /// <summary>p5 itself reads a line of a file source of <c>env</c> differently.</summary>
    public const string EnvFileReadDifferently = "EnvFileReadDifferently";

    /// <summary>A static source of <c>env</c> contains a name that shells cannot set.</summary>
    public const string EnvNameUnusual = "EnvNameUnusual";

    /// <summary>A stack file configures a plugin that is not configured elsewhere.</summary>
    public const string StackPluginUnknown = "StackPluginUnknown";

    /// <summary>The stack that was requested has no file.</summary>
    public const string StackFileNotFound = "StackFileNotFound";

    /// <summary>A stack file that configures plugins is in a folder without a program.</summary>
    public const string StackFileWithoutProgram = "StackFileWithoutProgram";

    /// <summary>The variable for plugins that run already names one that is not configured.</summary>
    public const string ReattachUnknownPlugin = "ReattachUnknownPlugin";
}
