namespace P5.Sources.Aws;

internal sealed class AwsSource : ISeparateSource
{
    public IReadOnlyList<SourceSetting> Settings { get; } =
    [
        new("profile", SettingKind.Text, "The profile."),
    ];

    public void Validate(SourceSettings settings)
    {
    }

    public IEnumerable<string> ListUses(SourceSettings settings) => [];

    public Task<CredentialResult> ReadAsync(
        SourceSettings settings, SourceContext context, CancellationToken cancellationToken) =>
        throw new SourceException("not yet");
}
