using P5.Sources;

namespace P5.Host;

/// <summary>The secrets of the user that a source may read, for one request.</summary>
/// <param name="secrets">All of them.</param>
/// <param name="plugin">The source, as configured.</param>
/// <param name="workspaceDirectory">Full path of the workspace.</param>
/// <param name="options">The request.</param>
internal sealed class WorkspaceSecrets(
    UserSecrets secrets, PluginConfiguration plugin, string workspaceDirectory, AuthenticationOptions options)
    : IUserSecrets
{
    /// <inheritdoc />
    public async Task<UserSecret> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await secrets.ReadAsync(name, workspaceDirectory, options.AskSecret, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (P5Exception exception)
        {
            throw new P5Exception(
                exception.ErrorId,
                $"Plugin '{plugin.Name}': {exception.Message}",
                exception.RecommendedAction,
                exception)
            {
                PluginName = plugin.Name,
            };
        }
    }
}
