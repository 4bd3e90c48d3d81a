using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace P5.PowerShell.Tests;

/// <summary>
/// Reads the module's assembly without loading it: PowerShell's own assemblies are not there to load it with.
/// </summary>
internal static class ModuleMetadata
{
    internal static IReadOnlyList<AssemblyName> ReadReferences(string assembly) => Read(
        assembly,
        reader => reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle).GetAssemblyName()));

    /// <summary>The names that the assembly's <c>[Cmdlet]</c> attributes give.</summary>
    internal static IReadOnlyList<string> ReadCmdlets(string assembly) => Read(
        assembly,
        reader => reader.CustomAttributes
            .Select(reader.GetCustomAttribute)
            .Where(attribute => IsCmdletAttribute(reader, attribute))
            .Select(attribute => ReadName(reader.GetBlobReader(attribute.Value))));

    private static List<T> Read<T>(string assembly, Func<MetadataReader, IEnumerable<T>> select)
    {
        using FileStream file = File.OpenRead(assembly);
        using var image = new PEReader(file);
        return [.. select(image.GetMetadataReader())];
    }

    private static bool IsCmdletAttribute(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return false;
        }

        EntityHandle type = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        return type.Kind == HandleKind.TypeReference
            && reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)type).Name, "CmdletAttribute");
    }

    // ECMA-335 II.23.3: a prolog of two bytes, then the constructor's arguments, here the verb and the noun.
    private static string ReadName(BlobReader value)
    {
        value.ReadUInt16();
        return $"{value.ReadSerializedString()}-{value.ReadSerializedString()}";
    }
}
