namespace P5.HelpGenerator;

/// <summary>The page of a cmdlet. Prose is a list of paragraphs of plain text.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">The cmdlet.</param>
/// <param name="Synopsis">One sentence.</param>
/// <param name="Description">What it does.</param>
/// <param name="Examples">At least three.</param>
/// <param name="ParametersLine">The line of the heading of the parameters.</param>
/// <param name="Parameters">The parameters that are described.</param>
/// <param name="Inputs">What it takes from the pipeline.</param>
/// <param name="Outputs">What it writes.</param>
/// <param name="Notes">What else is to be known.</param>
/// <param name="Links">Where to read on.</param>
internal sealed record CmdletPage(
    string File,
    string Name,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<PageExample> Examples,
    int ParametersLine,
    IReadOnlyList<PageParameter> Parameters,
    IReadOnlyList<PagePart> Inputs,
    IReadOnlyList<PagePart> Outputs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<PageLink> Links);
