using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace P5.PowerShell.Tests;

/// <summary>What every package has, and what is in each.</summary>
[Collection(SharedPackages.Name)]
public sealed partial class PackageTests(PackedFiles packed)
{
    private const string Lib = "lib/net10.0/";
    private const string Tool = "tools/net10.0/any/";

    private static readonly string[] s_common = ["LICENSE", "icon.png"];

    private static readonly string[] s_hostAssemblies =
    [
        "AWSSDK.Core.dll", "AWSSDK.Extensions.Numerics.dll", "AWSSDK.SSO.dll", "AWSSDK.SSOOIDC.dll",
        "AWSSDK.SecurityToken.dll", "DiffPlex.dll", "Google.Protobuf.dll", "Grpc.Core.Api.dll", "Grpc.Net.Client.dll",
        "Grpc.Net.Common.dll",
        "Microsoft.Extensions.DependencyInjection.Abstractions.dll", "Microsoft.Extensions.Logging.Abstractions.dll",
        "Microsoft.Identity.Client.dll", "Microsoft.IdentityModel.Abstractions.dll",
        "P5.Checks.dll", "P5.Checks.pdb", "P5.GoPlugin.Checks.dll", "P5.GoPlugin.Checks.pdb", "P5.GoPlugin.dll",
        "P5.GoPlugin.pdb", "P5.Host.dll", "P5.Host.pdb", "P5.Migration.dll", "P5.Migration.pdb", "P5.Proto.dll",
        "P5.Proto.pdb", "P5.Sources.Aws.dll", "P5.Sources.Aws.pdb", "P5.Sources.Azure.dll",
        "P5.Sources.Azure.pdb", "P5.Sources.dll", "P5.Sources.pdb", "SharpYaml.dll", "System.IO.Hashing.dll",
        "System.Security.Cryptography.ProtectedData.dll", "Tmds.DBus.Protocol.dll", "Tomlyn.dll",
    ];

    public static TheoryData<string> Ids =>
        ["P5", "P5.GoPlugin", "P5.GoPlugin.Checks", "P5.Plugin", "P5.Proto", "p5env"];

    public static TheoryData<string, string[]> Contents => new()
    {
        {
            "P5",
            [
                .. s_common, "P5.PowerShell.dll", "P5.PowerShell.pdb", "THIRD-PARTY-NOTICES.txt", .. ModuleSources(),
                "en-US/P5.PowerShell.dll-Help.xml", .. Topics(),
                .. s_hostAssemblies.Select(name => $"lib/{name}"), .. Images(),
            ]
        },
        { "P5.GoPlugin", [.. s_common, "go-plugin-host.md", Lib + "P5.GoPlugin.dll", Lib + "P5.GoPlugin.xml"] },
        {
            "P5.GoPlugin.Checks",
            [.. s_common, "go-plugin-host.md", Lib + "P5.GoPlugin.Checks.dll", Lib + "P5.GoPlugin.Checks.xml"]
        },
        { "P5.Plugin", [.. s_common, "README.md", Lib + "P5.Plugin.dll", Lib + "P5.Plugin.xml"] },
        { "P5.Proto", [.. s_common, "README.md", Lib + "P5.Proto.dll", Lib + "P5.Proto.xml"] },
        {
            "p5env",
            [
                .. s_common, "README.md", "THIRD-PARTY-NOTICES.txt", Tool + "DotnetToolSettings.xml",
                Tool + "p5env.deps.json", Tool + "p5env.dll", Tool + "p5env.pdb", Tool + "p5env.runtimeconfig.json",
                Tool + "System.CommandLine.dll", .. s_hostAssemblies.Select(name => Tool + name),
            ]
        },
    };

    public static TheoryData<string, string[]> Dependencies => new()
    {
        { "P5", [] },
        { "P5.GoPlugin", ["Grpc.Net.Client", "Microsoft.Extensions.Logging.Abstractions", "P5.Proto"] },
        { "P5.GoPlugin.Checks", ["P5.GoPlugin"] },
        { "P5.Plugin", ["Grpc.AspNetCore.Server", "Grpc.Net.Client", "P5.Proto"] },
        { "P5.Proto", ["Google.Protobuf", "Grpc.Core.Api"] },
        { "p5env", [] },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public void Nuspec_OfAPackage_SaysWhoWhatAndUnderWhichLicence(string id)
    {
        using Package package = packed.Open(id);

        package.Field("id").ShouldBe(id);
        package.Field("version").ShouldBe(ModuleManifest.Version.ToString());
        package.Field("authors").ShouldBe("The P5 for PowerShell authors");
        package.Field("license").ShouldBe("MIT");
        package.Field("projectUrl").ShouldBe(PackedFiles.ProjectUrl);
        package.Field("description").Length.ShouldBeGreaterThan(40);
        package.Field("tags").ShouldNotBeEmpty();
        package.Field("icon").ShouldBe("icon.png");
        package.Files.ShouldContain(package.Field("readme"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ReleaseNotes_OfAPackage_AreTheChangelogsOfThisVersion(string id)
    {
        using Package package = packed.Open(id);
        string changelog = File.ReadAllText(Path.Join(Repository.Root, "CHANGELOG.md"));

        string notes = package.Field("releaseNotes");

        notes.ShouldNotBeEmpty();
        notes.ShouldNotContain("\n## ");
        Match heading = Regex.Match(changelog, $@"## \[{Regex.Escape(ModuleManifest.Version.ToString())}\].*\n\s*");
        changelog[(heading.Index + heading.Length)..].ReplaceLineEndings("\n")
            .ShouldStartWith(notes.ReplaceLineEndings("\n"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Icon_OfAPackage_IsASmallSquarePicture(string id)
    {
        using Package package = packed.Open(id);

        ReadOnlySpan<byte> icon = package.ReadBytes("icon.png");

        icon.Length.ShouldBeLessThan(50_000);
        icon[1..4].SequenceEqual("PNG"u8).ShouldBeTrue();
        // The first fields of a PNG's header are width and height.
        BinaryPrimitives.ReadInt32BigEndian(icon[16..]).ShouldBe(128);
        BinaryPrimitives.ReadInt32BigEndian(icon[20..]).ShouldBe(128);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Readme_OfAPackage_HasNoLinkIntoTheRepository(string id)
    {
        using Package package = packed.Open(id);

        string readme = package.ReadText(package.Field("readme"));

        readme.ShouldStartWith("# ");
        RelativeLink().Matches(readme).Select(match => match.Value).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void Files_OfAPackage_AreThoseAndNoOthers(string id, string[] files)
    {
        using Package package = packed.Open(id);

        package.Files.ShouldBe(files, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Dependencies))]
    public void Dependencies_OfAPackage_ArePublicOrPackedToo(string id, string[] dependencies)
    {
        using Package package = packed.Open(id);

        package.Elements("dependency").Select(element => element.Attribute("id")!.Value)
            .ShouldBe(dependencies, ignoreOrder: true);
    }

    [Fact]
    public void Dependencies_OfTheChecks_AreOfExactlyTheirVersion()
    {
        using Package package = packed.Open("P5.GoPlugin.Checks");

        // They use internals of the library.
        package.Elements("dependency").Single().Attribute("version")!.Value.ShouldBe($"[{ModuleManifest.Version}]");
    }

    [Theory]
    [InlineData("P5")]
    [InlineData("p5env")]
    public void Notices_OfAPackage_NameEveryAssemblyOfOthers(string id)
    {
        using Package package = packed.Open(id);
        string notices = package.ReadText("THIRD-PARTY-NOTICES.txt");

        string[] unnamed =
        [
            .. package.Files
                .Where(file => Path.GetExtension(file) == ".dll")
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Where(name => !name.StartsWith("P5.", StringComparison.Ordinal) && name != "p5env")
                .Where(name => !notices.Contains($"\n{name} ", StringComparison.Ordinal)),
        ];

        unnamed.ShouldBeEmpty();
    }

    /// <summary>The libraries again, compiled ahead for this system, if the build did that.</summary>
    private static IEnumerable<string> Images()
    {
        string system = BuiltFiles.RuntimeIdentifier.Replace("-musl", "", StringComparison.Ordinal);
        return Directory.Exists(Path.Join(BuiltFiles.ModuleDirectory, "lib", system))
            ? s_hostAssemblies.Where(name => Path.GetExtension(name) == ".dll").Select(name => $"lib/{system}/{name}")
            : [];
    }

    private static IEnumerable<string> ModuleSources()
    {
        string folder = Path.Join(Repository.Root, "module");
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/').Replace(".template", ""));
    }

    private static IEnumerable<string> Topics() =>
        Directory.EnumerateFiles(Path.Join(Repository.Root, "docs", "about"))
            .Select(file => $"en-US/{Path.GetFileNameWithoutExtension(file)}.help.txt");

    [GeneratedRegex(@"\]\((?!https?://)[^)]*\)")]
    private static partial Regex RelativeLink();
}
