using System.Management.Automation;

namespace P5.HelpGenerator.Tests;

/// <summary>What sample cmdlets have in common.</summary>
public abstract class SampleCmdlet : PSCmdlet
{
    [Parameter]
    public SwitchParameter Force { get; set; }

    public string NotAParameter { get; set; } = "";
}
