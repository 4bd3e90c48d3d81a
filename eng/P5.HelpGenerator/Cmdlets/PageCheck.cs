namespace P5.HelpGenerator;

/// <summary>Holds pages to the cmdlets that they describe.</summary>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class PageCheck(Problems problems)
{
    /// <summary>Every cmdlet has a page, and every page a cmdlet.</summary>
    /// <param name="files">The pages.</param>
    /// <param name="cmdlets">The cmdlets.</param>
    public void CheckSet(IReadOnlyList<string> files, IReadOnlyList<CmdletDeclaration> cmdlets)
    {
        HashSet<string> names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file))];
        string folder = Path.GetDirectoryName(files is [string first, ..] ? first : "") ?? "";
        foreach (CmdletDeclaration cmdlet in cmdlets.Where(cmdlet => !names.Contains(cmdlet.Name)))
        {
            problems.Add(
                Path.Join(folder, $"{cmdlet.Name}.md"),
                1,
                $"{cmdlet.Name} has no page: write it as CONTRIBUTING.md says.");
        }

        foreach (string file in files.Where(
            file => cmdlets.All(cmdlet => cmdlet.Name != Path.GetFileNameWithoutExtension(file))))
        {
            problems.Add(file, 1, "The module has no cmdlet of this name: rename the page, or remove it.");
        }
    }

    /// <summary>The page describes what the cmdlet takes and gives, and nothing else.</summary>
    /// <param name="help">Cmdlet and page.</param>
    public void Check(CmdletHelp help)
    {
        CheckParameters(help.Cmdlet, help.Page);
        CheckInputs(help.Cmdlet, help.Page);
        CheckOutputs(help.Cmdlet, help.Page);
    }

    private void CheckParameters(CmdletDeclaration cmdlet, CmdletPage page)
    {
        foreach (ParameterDeclaration parameter in cmdlet.Parameters)
        {
            bool described = page.Parameters.Any(described => described.Name == parameter.Name);
            if (!described && parameter.CommonDescription is null)
            {
                problems.Add(
                    page.File,
                    page.ParametersLine,
                    $"-{parameter.Name} is not described: write '### -{parameter.Name}' and what it does under '## "
                    + "Parameters'.");
            }
        }

        foreach (PageParameter described in page.Parameters)
        {
            ParameterDeclaration? parameter = cmdlet.Parameters.FirstOrDefault(
                parameter => parameter.Name == described.Name);
            if (parameter is null)
            {
                problems.Add(
                    page.File,
                    described.Line,
                    $"{cmdlet.Name} has no parameter -{described.Name}: correct the name, or remove the part.");
            }
            else if (described.Default is not null && (parameter.IsSwitch || parameter.Uses.All(use => use.Mandatory)))
            {
                problems.Add(
                    page.File,
                    described.Line,
                    $"-{described.Name} is a switch or mandatory and has no default: remove the line 'Default:'.");
            }
        }
    }

    private void CheckInputs(CmdletDeclaration cmdlet, CmdletPage page)
    {
        bool takesInput = cmdlet.Parameters.SelectMany(parameter => parameter.Uses)
            .Any(use => use.FromPipeline || use.FromPipelineByPropertyName);
        foreach (PagePart input in page.Inputs.Where(input => takesInput == (input.Name == PagePart.None)))
        {
            problems.Add(page.File, input.Line, takesInput
                ? $"{cmdlet.Name} takes pipeline input: name its type in place of None."
                : $"{cmdlet.Name} takes no pipeline input: write '### None'.");
        }
    }

    private void CheckOutputs(CmdletDeclaration cmdlet, CmdletPage page)
    {
        foreach (string type in cmdlet.OutputTypes.Where(type => page.Outputs.All(output => output.Name != type)))
        {
            problems.Add(
                page.File,
                page.Outputs[0].Line,
                $"{cmdlet.Name} writes {type}: describe it under '## Outputs' as '### {type}'.");
        }
    }
}
