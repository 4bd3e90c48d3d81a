namespace P5.Host.Tests;

/// <summary>Merged plugins without files.</summary>
internal static class GivenPlugin
{
    private static readonly ConfigPosition s_position = new("/repo/p5.toml", 1, 1);

    /// <summary>A plugin of <c>/repo/p5.toml</c> with a command and nothing else.</summary>
    public static PluginConfiguration Named(string name, string command) => new PluginConfiguration
    {
        Name = name,
        ProgramConfig = new Dictionary<string, string>(),
        StackConfig = new Dictionary<string, string>(),
        ConfigHash = "",
        CommandFile = s_position.File,
        Files = [s_position.File],
    }.With(PluginOptions.Command, command);

    /// <summary>A copy with another value of an option.</summary>
    public static PluginConfiguration With<T>(this PluginConfiguration plugin, PluginOption<T> option, T value) =>
        plugin with
    {
        Options =
            new Dictionary<PluginOption, WithPosition<object?>>(plugin.Options) { [option] = new(value, s_position) },
    };
}
