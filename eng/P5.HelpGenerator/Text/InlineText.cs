using Markdig.Syntax.Inlines;

namespace P5.HelpGenerator;

/// <summary>Turns what stands in a paragraph into plain text.</summary>
internal static class InlineText
{
    /// <summary>
    /// The text without its marks. An address of the web follows the text of its link, and code of several words is
    /// quoted.
    /// </summary>
    /// <param name="inline">What stands there; null for nothing.</param>
    /// <returns>The text, with line ends as spaces.</returns>
    public static string Of(Inline? inline) => inline switch
    {
        null => "",
        LiteralInline literal => literal.Content.ToString(),
        CodeInline { Content: { } code } => code.Contains(' ') && !code.Contains('\'') ? $"'{code}'" : code,
        LineBreakInline => " ",
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        AutolinkInline link => link.Url,
        LinkInline { IsImage: false, Url: { } url } link when IsAddress(url) => $"{Children(link)} ({url})",
        ContainerInline container and not LinkInline { IsImage: true } => Children(container),
        _ => throw new NotSupportedException($"Help pages cannot contain a {inline.GetType().Name}."),
    };

    /// <summary>Whether a link leads to the web, and not to a file of the repository.</summary>
    /// <param name="url">Its target.</param>
    /// <returns>True for the web.</returns>
    public static bool IsAddress(string url) => url.Contains("://", StringComparison.Ordinal);

    private static string Children(ContainerInline container) => string.Concat(container.Select(Of));
}
