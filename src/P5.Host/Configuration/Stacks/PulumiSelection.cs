using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using P5.Host.Configuration.Diagnostics;
using P5.Host.Configuration.Sources;

namespace P5.Host.Configuration.Stacks;

/// <summary>
/// The stack that Pulumi itself has selected for a program: <c>workspaces/&lt;project&gt;-&lt;sha1 of the path of
/// Pulumi.yaml&gt;-workspace.json</c> in Pulumi's home folder. Since 3.256 that file keeps one stack per backend in
/// <c>stacks</c>; before, one in <c>stack</c>, which Pulumi still reads.
/// </summary>
internal sealed class PulumiSelection(StackSelectorOptions options)
{
    /// <summary>The selected stack, or null.</summary>
    public string? Find(string workspaceDirectory)
    {
        if (ProgramSource.Find(workspaceDirectory) is not { } programFile)
        {
            return null;
        }

        var findings = new Findings();
        ProgramDocument program = ProgramSource.Read(programFile, findings);
        findings.ThrowIfError();
        if (program.Name is not { } project || PulumiHome() is not { } home)
        {
            return null;
        }

        string fileName = $"{project}-{Sha1(programFile)}-workspace.json";
        using JsonDocument? state = ReadJson(Path.Combine(home, "workspaces", fileName));
        if (state is null)
        {
            return null;
        }

        string? backend = options.ReadVariable("PULUMI_BACKEND_URL") is { Length: > 0 } url
            ? url
            : program.BackendUrl ?? CurrentBackend(home);
        Dictionary<string, string> stacks = StacksByBackend(state.RootElement);
        if (backend is not null && stacks.TryGetValue(backend.TrimEnd('/'), out string? stack))
        {
            return stack;
        }

        return TextOf(state.RootElement, "stack")
            ?? (backend is null && stacks.Count == 1 ? stacks.Values.Single() : null);
    }

    // The backend of the last 'pulumi login'.
    private string? CurrentBackend(string home)
    {
        string directory = options.ReadVariable("PULUMI_CREDENTIALS_PATH") is { Length: > 0 } path ? path : home;
        using JsonDocument? credentials = ReadJson(Path.Combine(directory, "credentials.json"));
        return credentials is null ? null : TextOf(credentials.RootElement, "current");
    }

    private string? PulumiHome()
    {
        if (options.ReadVariable("PULUMI_HOME") is { Length: > 0 } home)
        {
            return home;
        }

        return options.HomeDirectory.Length > 0 ? Path.Combine(options.HomeDirectory, ".pulumi") : null;
    }

    private static Dictionary<string, string> StacksByBackend(JsonElement state)
    {
        var stacks = new Dictionary<string, string>(StringComparer.Ordinal);
        if (state.ValueKind == JsonValueKind.Object
            && state.TryGetProperty("stacks", out JsonElement byBackend)
            && byBackend.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in byBackend.EnumerateObject())
            {
                if (TextOf(byBackend, property.Name) is { } stack)
                {
                    stacks[property.Name.TrimEnd('/')] = stack;
                }
            }
        }

        return stacks;
    }

    private static string? TextOf(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(property, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static JsonDocument? ReadJson(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new P5Exception(
                ErrorIds.StackNotSelected,
                $"The stack that Pulumi has selected is unknown: {file} cannot be read as JSON.",
                "Run 'pulumi stack select' again, or name the stack.",
                exception);
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "It only names a file, the way Pulumi does.")]
    private static string Sha1(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
}
