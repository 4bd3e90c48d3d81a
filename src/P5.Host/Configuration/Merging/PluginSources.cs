namespace P5.Host;

/// <summary>Lists where each setting of a plugin stands that counts after merging.</summary>
internal static class PluginSources
{
    /// <summary>The places by setting: the plugin's keys, then its config and its part of the stack file.</summary>
    public static IReadOnlyDictionary<string, ConfigurationSource> List(
        PluginLayer layer, IReadOnlyDictionary<string, ConfigSetting> stack)
    {
        var sources = new OrderedDictionary<string, ConfigurationSource>(StringComparer.Ordinal);
        Add("cmd", layer.Command?.Position);
        Add("args", layer.Arguments?.Position);
        Add("refresh", layer.Refresh?.Position);
        Add("import_helper", layer.ImportHelper?.Position);
        Add("use_auth_env", layer.UseAuthEnv?.Position);
        Add("resource_opener", layer.ResourceOpener?.Position);
        Add("sha256", layer.Sha256?.Position);
        Add("mtls", layer.Mtls?.Position);
        Add("start_timeout", layer.StartTimeout?.Position);
        Add("timeout", layer.Timeout?.Position);
        Add("idle_timeout", layer.IdleTimeout?.Position);
        AddAll("config", layer.Config);
        AddAll("stack config", stack);
        return sources;

        void Add(string setting, ConfigPosition? position)
        {
            if (position is not null)
            {
                sources.Add(setting, new ConfigurationSource(position.File, position.Line, position.Column));
            }
        }

        void AddAll(string table, IReadOnlyDictionary<string, ConfigSetting> settings)
        {
            foreach (string name in settings.Keys.Order(Utf8Order.Instance))
            {
                Add(KeyPath.Append(table, name), settings[name].Position);
            }
        }
    }
}
