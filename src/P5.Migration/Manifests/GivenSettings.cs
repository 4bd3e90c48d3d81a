namespace P5.Migration.Manifests;

/// <summary>The settings that a workspace gives one plugin.</summary>
/// <param name="Names">Their names.</param>
/// <param name="Files">The files that were read for them.</param>
/// <param name="Problems">What the files that cannot be read are wrong with.</param>
internal sealed record GivenSettings(
    IReadOnlySet<string> Names, IReadOnlyList<string> Files, IReadOnlyList<string> Problems);
