using System.Reflection;

namespace P5.Testing;

/// <summary>Values that a project gives its tests as <c>AssemblyMetadata</c>.</summary>
public static class BuildMetadata
{
    /// <summary>Gets a value of the assembly that has this type.</summary>
    public static string Get(Type type, string key) => type.Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
