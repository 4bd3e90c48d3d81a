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

        // PowerShell binds the items of an array that is the only argument as if they had been separate ones.
        Queue<object?> bound = elements.Count(element => !IsEnd(element)) == 1 && IsValue(elements.Last())
            ? new([values])
            : new(values);
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

            if (!bound.TryDequeue(out object? value))
            {
                return null;
            }

            if (element is CommandParameterAst { Argument: { } argument } named)
            {
                if (!bound.TryDequeue(out value))
                {
                    return null;
                }

                arguments.AddRange(Write(argument, value).SelectMany(text => Join(named, text)));
            }
            else if (element.Extent.StartOffset == end && arguments is [.., ['-', .., ':'] name])
            {
                // After '--', PowerShell takes '-name:value' for two words.
                arguments[^1] = name + Text(value);
            }
            else
            {
                arguments.AddRange(Write(element, value));
            }

            end = element.Extent.EndOffset;
        }

        return bound.Count == 0 ? arguments : null;
    }

    /// <summary>
    /// <c>-name:value</c> is one word, and <c>-name: value</c> two. For an array, each item has the name; for null,
    /// there is none of it, as when PowerShell runs the command.
    /// </summary>
    private static IEnumerable<string> Join(CommandParameterAst named, string text)
    {
        string name = $"-{named.ParameterName}:";
        bool isOneWord = named.Extent.StartOffset + name.Length == named.Argument.Extent.StartOffset;
        return isOneWord ? [name + text] : [name, text];
    }

    /// <summary>Whether an argument is a value that an expression has, not a word or a splatted list.</summary>
    private static bool IsValue(CommandElementAst element) =>
        element is ExpressionAst and not ConstantExpressionAst and not VariableExpressionAst { Splatted: true };

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

    /// <returns>The arguments that an element of the statement means: none for null, several for an array.</returns>
    private static IEnumerable<string> Write(CommandElementAst element, object? value) => element switch
    {
        CommandParameterAst or ConstantExpressionAst and not StringConstantExpressionAst => [element.Extent.Text],
        ArrayLiteralAst literal when Items(value) is { } items && items.Length == literal.Elements.Count =>
            items.All(IsNull)
                ? []
                : [string.Join(',', literal.Elements.Zip(items, (part, item) => string.Join(' ', Write(part, item))))],
        _ => Separate(value),
    };

    /// <returns>A text for each item of an array, and one for another value. Null has none.</returns>
    private static IEnumerable<string> Separate(object? value) =>
        (Items(value) ?? [value]).Where(item => !IsNull(item)).Select(Text);

    private static bool IsNull(object? value) => value is null or NullString;

    private static object?[]? Items(object? value) =>
        LanguagePrimitives.GetEnumerable(value) is IEnumerable items ? [.. items.Cast<object?>()] : null;

    private static string Text(object? value) => LanguagePrimitives.ConvertTo<string>(value) ?? "";
}
