namespace P5.PowerShell.Tests;

/// <summary>The tests that share the packages, which are made once.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPackages : ICollectionFixture<PackedFiles>
{
    internal const string Name = "Packages";
}
