using System.IO.Compression;
using System.Xml.Linq;

namespace P5.PowerShell.Tests;

/// <summary>A package, read.</summary>
internal sealed class Package : IDisposable
{
    private readonly string _id;
    private readonly ZipArchive _archive;

    internal Package(string id, string file)
    {
        _id = id;
        _archive = ZipFile.OpenRead(file);
        Metadata = XDocument.Parse(ReadText($"{id}.nuspec")).Root!.Elements().Single();
    }

    /// <summary>The nuspec's element <c>metadata</c>.</summary>
    internal XElement Metadata { get; }

    /// <summary>What is packed, without the files that NuGet adds for itself and removes at an installation.</summary>
    internal IEnumerable<string> Files => _archive.Entries
        .Select(entry => entry.FullName)
        .Where(name => name != $"{_id}.nuspec"
            && name != "[Content_Types].xml"
            && !name.StartsWith("_rels/", StringComparison.Ordinal)
            && !name.StartsWith("package/", StringComparison.Ordinal));

    public void Dispose() => _archive.Dispose();

    /// <summary>The text of an element of the nuspec, "" if there is none.</summary>
    internal string Field(string name) => Elements(name).SingleOrDefault()?.Value ?? "";

    /// <summary>All elements of the nuspec with a name.</summary>
    internal IEnumerable<XElement> Elements(string name) =>
        Metadata.Descendants().Where(element => element.Name.LocalName == name);

    internal string ReadText(string name)
    {
        using var reader = new StreamReader(_archive.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    internal byte[] ReadBytes(string name)
    {
        using Stream entry = _archive.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Writes <see cref="Files"/> to a folder, as an installation does.</summary>
    internal void Unpack(string folder)
    {
        foreach (string name in Files)
        {
            string path = Path.Join(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _archive.GetEntry(name)!.ExtractToFile(path);
        }
    }
}
