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
    private const string Prompt = "can run a command at each prompt of a shell";
    private const string Pager = "changes which program shows texts page by page";
    private const string Editor = "changes which program edits texts";
    private const string Password = "changes which program asks for passwords";
    private const string OpenSsl = "can load libraries into programs that use OpenSSL";
    private const string Settings = "changes where programs find their settings, which can name programs to run";
    private const string Make = "runs code in every make";
    private const string Java = "can load code into every Java program";

    /// <summary>Names and what they do; '*' at the end matches any letters.</summary>
    private static readonly (string Name, string Effect)[] s_effects =
    [
        ("PATH", "changes which programs are found"),
        ("PATHEXT", "changes which files count as programs"),
        ("LD_PRELOAD", Preload),
        ("LD_AUDIT", Preload),
        ("LD_LIBRARY_PATH", Libraries),
        ("DYLD_*", Libraries),
        ("GCONV_PATH", "can load libraries into programs that convert texts"),
        ("OPENSSL_CONF", OpenSsl),
        ("OPENSSL_MODULES", OpenSsl),
        ("OPENSSL_ENGINES", OpenSsl),
        ("HOME", Settings),
        ("USERPROFILE", Settings),
        ("APPDATA", Settings),
        ("XDG_CONFIG_HOME", Settings),
        ("XDG_CONFIG_DIRS", Settings),
        ("XDG_STATE_HOME", "changes which approvals of workspaces P5 reads"),
        ("SHELL", "changes which program runs commands"),
        ("ComSpec", "changes which program runs commands"),
        ("BASH_FUNC_*", "replaces a command in every bash"),
        ("PROMPT_COMMAND", Prompt),
        ("PS0", Prompt),
        ("PS1", Prompt),
        ("PS4", Prompt),
        ("PAGER", Pager),
        ("MANPAGER", Pager),
        ("SYSTEMD_PAGER", Pager),
        ("AWS_PAGER", Pager),
        ("LESSOPEN", "runs a program for each file that less shows"),
        ("LESSCLOSE", "runs a program for each file that less shows"),
        ("EDITOR", Editor),
        ("VISUAL", Editor),
        ("BROWSER", "changes which program opens pages"),
        ("SSH_ASKPASS", Password),
        ("SUDO_ASKPASS", Password),
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
        ("PYTHONUSERBASE", "changes which modules Python programs load"),
        ("PYTHONWARNINGS", "can load a module into every Python program"),
        ("PYTHONBREAKPOINT", "changes which code Python's breakpoints run"),
        ("PYTHONSTARTUP", "runs a file in every interactive Python"),
        ("PERLLIB", "changes which modules Perl programs load"),
        ("PERL5DB", "can load code into every Perl program"),
        ("PERL5LIB", "changes which modules Perl programs load"),
        ("PERL5OPT", "can load code into every Perl program"),
        ("RUBYLIB", "changes which libraries Ruby programs load"),
        ("GEM_HOME", "changes which libraries Ruby programs load"),
        ("GEM_PATH", "changes which libraries Ruby programs load"),
        ("RUBYOPT", "can load code into every Ruby program"),
        ("JAVA_TOOL_OPTIONS", Java),
        ("JDK_JAVA_OPTIONS", Java),
        ("_JAVA_OPTIONS", Java),
        ("CLASSPATH", "changes which classes Java programs load"),
        ("GIT_SSH", Git),
        ("GIT_SSH_COMMAND", Git),
        ("GIT_ASKPASS", Git),
        ("GIT_EXEC_PATH", Git),
        ("GIT_EXTERNAL_DIFF", Git),
        ("GIT_PAGER", Git),
        ("GIT_EDITOR", Git),
        ("GIT_SEQUENCE_EDITOR", Git),
        ("GIT_PROXY_COMMAND", Git),
        ("GIT_TEMPLATE_DIR", "changes which hooks git puts into new repositories"),
        ("GIT_CONFIG*", "changes git's configuration, which can name programs to run"),
        ("PULUMI_HOME", "changes which plugins Pulumi runs"),
        ("MAKEFILES", Make),
        ("MAKEFLAGS", Make),
        ("GNUMAKEFLAGS", Make),
        ("LUA_INIT*", "runs code at the start of Lua programs"),
        ("PSQLRC", "runs commands at the start of psql"),
        ("RIPGREP_CONFIG_PATH", Settings),
        ("TF_CLI_CONFIG_FILE", Settings),
        ("P5_REATTACH_PLUGINS", "changes which processes P5 gets credentials from"),
    ];

    /// <summary>
    /// Names that redirect P5 itself, or the Pulumi whose selected stack it reads; '*' at the end matches any letters.
    /// </summary>
    private static readonly string[] s_ofHosts =
    [
        "P5_*",
        "PULUMI_HOME",

        // Where the user's state is: approvals, the setting of the credential store and its files.
        "HOME",
        "USERPROFILE",
        "XDG_STATE_HOME",

        // Where files of credentials are.
        "XDG_RUNTIME_DIR",

        // Where the key of the credential store is, and who can decrypt it.
        "DBUS_SESSION_BUS_ADDRESS",
        "PASSWORD_STORE_*",
        "GNUPGHOME",
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

    /// <summary>
    /// Whether a variable redirects P5 itself. Files of a repository must not set it, even in an approved workspace:
    /// they would decide what P5 does elsewhere.
    /// </summary>
    /// <param name="name">The variable. Case-sensitive if the platform is.</param>
    internal static bool RedirectsP5(string name) => Array.Exists(
        s_ofHosts,
        entry => entry.EndsWith('*')
            ? name.StartsWith(entry[..^1], VariableRules.NameComparison)
            : name.Equals(entry, VariableRules.NameComparison));

    /// <summary>A regular expression of JSON schema for the names of <see cref="IsPowerful"/>.</summary>
    internal static string PowerfulPattern => PatternOf(s_effects.Select(entry => entry.Name));

    /// <summary>A regular expression of JSON schema for the names of <see cref="RedirectsP5"/>.</summary>
    internal static string RedirectingPattern => PatternOf(s_ofHosts);

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

    private static string PatternOf(IEnumerable<string> names) =>
        $"^({string.Join('|', names.Select(name => name.EndsWith('*') ? $"{name[..^1]}.*" : name))})$";

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
