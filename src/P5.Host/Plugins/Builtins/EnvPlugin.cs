using P5.Proto.V0;

namespace P5.Host.Plugins.Builtins;

/// <summary>
/// The built-in plugin <c>env</c>: variables from dotenv files, from the configuration itself and from commands that
/// print them. Its sources are read in order, program before stack, and later ones win.
/// </summary>
/// <param name="workspaceDirectory">Where relative paths begin and commands run.</param>
internal sealed class EnvPlugin(string workspaceDirectory) : IAuthenticator
{
    /// <summary>The name that makes a configured plugin this one.</summary>
    public const string Name = "env";

    /// <inheritdoc />
    public async Task<AuthenticateResponse> AuthenticateAsync(AuthenticateRequest request, CancellationToken cancellationToken)
    {
        // 0: the variables hold until the stack, the workspace or the configuration changes.
        var response = new AuthenticateResponse { Success = true, TtlSeconds = 0 };
        try
        {
            IReadOnlyList<EnvSource> sources =
            [
                .. EnvSourceParser.Parse(request.ProgramConfig),
                .. EnvSourceParser.Parse(request.StackConfig),
            ];
            if (sources.Count == 0)
            {
                throw new EnvSourceException(
                    "no source is configured; give config a type (file, static or exec) or a list of sources");
            }

            foreach (EnvSource source in sources)
            {
                foreach ((string name, string value) in await source.ReadAsync(workspaceDirectory, cancellationToken).ConfigureAwait(false))
                {
                    response.Env[name] = value;
                }
            }

            return response;
        }
        catch (EnvSourceException exception)
        {
            return new AuthenticateResponse { Success = false, Error = exception.Message };
        }
    }
}
