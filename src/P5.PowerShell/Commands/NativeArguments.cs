using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace P5.PowerShell;

/// <summary>
/// Converts the arguments that PowerShell bound for a cmdlet to those of a native command. The text of the statement
/// restores what the binding loses: <c>--</c>, <c>-name:value</c>, <c>a,b</c> and numbers as they were written.
/// </summary>
internal static class NativeArguments
{
    private const string EndOfParameters = "--";

    /// <summary>Converts the arguments.</summary>
    /// <param name="values">The remaining arguments, as bound.</param>
    /// <param name="statement">The text of the call, or null if there is none.</param>
    /// <param name="parameters">The cmdlet's own parameters.</param>
    /// <exception cref="ArgumentException">
    /// An argument of the command was bound to a parameter of the cmdlet.
    /// </exception>
    public static IReadOnlyList<string> Read(
        IReadOnlyList<object?> values,
        string? statement,
        IEnumerable<ParameterMetadata> parameters)
    {
        List<string>? written = Parse(statement) is { } call ? Follow(call, values, [.. parameters]) : null;
        return written ?? [.. values.SelectMany(Separate)];
    }

    private static CommandAst? Parse(string? statement) =>
        statement is null
            ? null
            : Parser.ParseInput(statement, out _, out ParseError[] errors)
                .Find(ast => ast is CommandAst, searchNestedScriptBlocks: false) is CommandAst call
                && errors.Length == 0
                ? call
                : null;

    /// <returns>The arguments; null if the bound values differ from the text, as with splatting.</returns>
    private static List<string>? Follow(CommandAst call, IReadOnlyList<object?> values, ParameterMetadata[] parameters)
    {
        Queue<CommandElementAst> elements = new(call.CommandElements.Skip(1));
        bool sawEnd = SkipToCommand(elements, parameters);
        Queue<object?> bound = new(values);
        List<string> arguments = [];
        int end = -1;
        while (elements.TryDequeue(out CommandElementAst? element))
        {
            if (!sawEnd && IsEnd(element))
            {
                // PowerShell removes the first one.
                sawEnd = true;
                arguments.Add(EndOfParameters);
                continue;
            }

            if (element is CommandParameterAst parameter && !sawEnd && Find(parameter, parameters) is { } own)
            {
                throw new ArgumentException(
                    $"PowerShell binds '{parameter.Extent.Text}' to -{own.Name} of Invoke-P5Command. "
                        + "Put '--' before the command to pass all arguments to it.");
            }

            foreach (Piece piece in Split(element))
            {
                if (!bound.TryDequeue(out object? value))
                {
                    return null;
                }

                if (piece.Begin == end)
                {
                    arguments[^1] += Write(piece.Written, value);
                }
                else if (piece.Written is ExpressionAst and not ArrayLiteralAst and not ConstantExpressionAst)
                {
                    arguments.AddRange(Separate(value));
                }
                else
                {
                    arguments.Add(Write(piece.Written, value));
                }

                end = piece.End;
            }
        }

        return bound.Count == 0 ? arguments : null;
    }

    /// <summary><c>-name:value</c> is one word to its author and two to PowerShell.</summary>
    private static IEnumerable<Piece> Split(CommandElementAst element)
    {
        int begin = element.Extent.StartOffset;
        return element is CommandParameterAst { Argument: { } argument } named
            ?
            [
                new Piece(named, begin, begin + $"-{named.ParameterName}:".Length),
                new Piece(argument, argument.Extent.StartOffset, argument.Extent.EndOffset),
            ]
            : [new Piece(element, begin, element.Extent.EndOffset)];
    }

    /// <returns>Whether <c>--</c> precedes the command.</returns>
    private static bool SkipToCommand(Queue<CommandElementAst> elements, ParameterMetadata[] parameters)
    {
        bool sawEnd = false;
        while (elements.TryDequeue(out CommandElementAst? element))
        {
            if (!sawEnd && IsEnd(element))
            {
                sawEnd = true;
            }
            else if (element is CommandParameterAst parameter && !sawEnd)
            {
                if (parameter.Argument is null && Find(parameter, parameters) is { SwitchParameter: false })
                {
                    elements.TryDequeue(out _);
                }
            }
            else
            {
                break;
            }
        }

        return sawEnd;
    }

    // The first one; further ones are plain words.
    private static bool IsEnd(CommandElementAst element) => element is CommandParameterAst { ParameterName: "-" };

    private static ParameterMetadata? Find(CommandParameterAst written, ParameterMetadata[] parameters) =>
        Array.Find(parameters, parameter => parameter.Aliases.Prepend(parameter.Name)
            .Any(name => name.StartsWith(written.ParameterName, StringComparison.OrdinalIgnoreCase)));

    private static string Write(CommandElementAst element, object? value) => element switch
    {
        CommandParameterAst { Argument: not null } named => $"-{named.ParameterName}:",
        CommandParameterAst or ConstantExpressionAst and not StringConstantExpressionAst => element.Extent.Text,
        ArrayLiteralAst literal when value is object?[] items && items.Length == literal.Elements.Count =>
            string.Join(',', literal.Elements.Zip(items, Write)),
        _ => Text(value),
    };

    private static IEnumerable<string> Separate(object? value) =>
        LanguagePrimitives.GetEnumerable(value) is IEnumerable items
            ? items.Cast<object?>().Select(Text)
            : [Text(value)];

    private static string Text(object? value) => LanguagePrimitives.ConvertTo<string>(value) ?? "";

    /// <summary>What was bound as one value.</summary>
    private sealed record Piece(CommandElementAst Written, int Begin, int End);
}
