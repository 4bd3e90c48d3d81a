namespace P5.HelpGenerator;

/// <summary>A cmdlet with its page.</summary>
/// <param name="Cmdlet">What the assembly says.</param>
/// <param name="Page">What the page says.</param>
internal sealed record CmdletHelp(CmdletDeclaration Cmdlet, CmdletPage Page);
