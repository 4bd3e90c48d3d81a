using System.Reflection;
using System.Runtime.CompilerServices;
using P5.Checks;
using P5.GoPlugin;
using P5.GoPlugin.Checks;
using P5.Sources;

namespace P5.Host.Tests;

/// <summary>
/// A record prints all its public members, in the debugger and wherever it lands in a text. Those that hold values or
/// configuration print something of their own.
/// </summary>
public sealed class RecordTests
{
    /// <summary>
    /// Records with texts that are not secret: where something is, what it is called, what was written there on
    /// purpose.
    /// </summary>
    private static readonly string[] s_harmless =
    [
        "Approval", "AuthenticationContext", "AuthenticationResult", "CheckProgress", "ConfigSetting",
        "ConformanceCheck", "ConformanceOptions", "CredentialOwner", "FileInput", "FileSlot", "FileStamp",
        "FolderRecord", "GitSearch", "HandshakeConfig", "HandshakeLine", "P5HostOptions", "Place",
        "PluginClientOptions", "PluginFailure", "PluginKey", "PluginOutput", "PluginProjectOptions",
        "PluginTemplate", "ProcessIdentity", "PulumiBackend", "ReattachConfig", "RefusalFix", "RuleFinding",
        "SettingForm", "SourceSetting", "StackDocument", "StackInfo", "StackSelectorOptions", "StartNotice",
        "StoreCheck", "StoreSettings", "StoredItem", "StoredSecret", "TemplateFile", "TomlProblem",
        "UnknownKey", "UnreadKey", "UnusedKey", "VariableChange", "VaultServer", "WorkspaceFiles",
        "WorkspaceIdentity", "WorkspaceReport", "WorkspaceSearch", "WorkspaceStamp",
    ];

    [Fact]
    public void ToString_OfRecordsThatPrintTexts_IsTheirOwn()
    {
        string[] printing =
        [
            .. new[]
                {
                    typeof(P5Host), typeof(PluginTest), typeof(PluginClient), typeof(ConformanceSuite),
                    typeof(ICredentialSource),
                }
                .SelectMany(type => type.Assembly.GetTypes())
                .Where(
                    type => type.GetMethod("<Clone>$") is not null
                        && !type.IsAbstract
                        && PrintsItself(type)
                        && HoldsText(type))
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal),
        ];

        printing.Except(s_harmless).ShouldBeEmpty("either what they hold is harmless, or they need a ToString");
        s_harmless.Except(printing).ShouldBeEmpty("they are gone, or have a ToString");
    }

    /// <summary>Whether the compiler wrote the nearest ToString.</summary>
    private static bool PrintsItself(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)!.IsDefined(
            typeof(CompilerGeneratedAttribute), inherit: false);

    private static bool HoldsText(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Any(property => property.PropertyType == typeof(string) || property.PropertyType == typeof(object));
}
