using System.Diagnostics.CodeAnalysis;

namespace P5.Host;

/// <summary>
/// Variables that change which code programs load or run. A plugin may have a good reason to set one, so they are set,
/// with a warning.
/// </summary>
public static class CodeLoadingVariables
{
    private const string Dotnet = "loads code into every .NET program";
    private const string DotnetProfiler = "loads a profiler into every .NET program";
    private const string Libraries = "changes which libraries programs load";
    private const string Git = "changes which program git runs";
    private const string Preload = "loads a library into every program";
    private const string ShellStart = "runs a file at the start of shells";

    /// <summary>Names and what they do; '*' at the end matches any letters.</summary>
    private static readonly (string Name, string Effect)[] s_effects =
    [
        ("PATH", "changes which programs are found"),
        ("PATHEXT", "changes which files count as programs"),
        ("LD_PRELOAD", Preload),
        ("LD_AUDIT", Preload),
        ("LD_LIBRARY_PATH", Libraries),
        ("DYLD_*", Libraries),
        ("BASH_ENV", ShellStart),
        ("ENV", ShellStart),
        ("ZDOTDIR", ShellStart),
        ("PSModulePath", "changes which modules PowerShell finds"),
        ("DOTNET_STARTUP_HOOKS", Dotnet),
        ("DOTNET_ADDITIONAL_DEPS", Dotnet),
        ("DOTNET_ROOT*", "changes which .NET programs run on"),
        ("CORECLR_PROFILER*", DotnetProfiler),
        ("CORECLR_ENABLE_PROFILING", DotnetProfiler),
        ("COR_PROFILER*", DotnetProfiler),
        ("COR_ENABLE_PROFILING", DotnetProfiler),
        ("NODE_OPTIONS", "can load code into every Node.js program"),
        ("NODE_PATH", "changes which modules Node.js programs load"),
        ("PYTHONPATH", "changes which modules Python programs load"),
        ("PYTHONHOME", "changes which library Python programs run on"),
        ("PYTHONSTARTUP", "runs a file in every interactive Python"),
        ("PERL5LIB", "changes which modules Perl programs load"),
        ("PERL5OPT", "can load code into every Perl program"),
        ("RUBYLIB", "changes which libraries Ruby programs load"),
        ("RUBYOPT", "can load code into every Ruby program"),
        ("JAVA_TOOL_OPTIONS", "can load code into every Java program"),
        ("JDK_JAVA_OPTIONS", "can load code into every Java program"),
        ("CLASSPATH", "changes which classes Java programs load"),
        ("GIT_SSH", Git),
        ("GIT_SSH_COMMAND", Git),
        ("GIT_ASKPASS", Git),
        ("GIT_EXEC_PATH", Git),
        ("GIT_EXTERNAL_DIFF", Git),
        ("GIT_CONFIG*", "changes git's configuration, which can name programs to run"),
        ("PULUMI_HOME", "changes which plugins Pulumi runs"),
        ("P5_REATTACH_PLUGINS", "changes which processes P5 gets credentials from"),
    ];

    // A plugin may return thousands of names: each is looked up among the whole names, and compared with few prefixes.
    private static readonly Dictionary<string, string> s_names = new(VariableRules.NameComparer);
    private static readonly Dictionary<string, string> s_beginnings = new(VariableRules.NameComparer);

    static CodeLoadingVariables()
    {
        foreach ((string name, string effect) in s_effects)
        {
            if (name.EndsWith('*'))
            {
                s_beginnings.Add(name[..^1], effect);
            }
            else
            {
                s_names.Add(name, effect);
            }
        }
    }

    /// <summary>What a variable does to programs.</summary>
    /// <param name="name">The variable. Case-sensitive if the platform is.</param>
    /// <param name="effect">What it does, to follow "which"; null if it is an ordinary variable.</param>
    /// <returns>True if it changes what code programs load or run.</returns>
    public static bool IsPowerful(string name, [NotNullWhen(true)] out string? effect) =>
        s_names.TryGetValue(name, out effect) || BeginsPowerfully(name, out effect);

    /// <summary>The warnings that setting variables deserves.</summary>
    /// <param name="pluginName">The plugin that returned them.</param>
    /// <param name="names">Their names.</param>
    /// <returns>One sentence for each powerful one.</returns>
    public static IEnumerable<string> Warnings(string pluginName, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (IsPowerful(name, out string? effect))
            {
                yield return $"Plugin '{pluginName}' sets {name}, which {effect}.";
            }
        }
    }

    private static bool BeginsPowerfully(string name, [NotNullWhen(true)] out string? effect)
    {
        foreach ((string beginning, string itsEffect) in s_beginnings)
        {
            if (name.StartsWith(beginning, VariableRules.NameComparison))
            {
                effect = itsEffect;
                return true;
            }
        }

        effect = null;
        return false;
    }
}
