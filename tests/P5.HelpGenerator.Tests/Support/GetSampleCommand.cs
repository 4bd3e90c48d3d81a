using System.Collections;
using System.Management.Automation;

namespace P5.HelpGenerator.Tests;

/// <summary>A cmdlet with one of everything.</summary>
[Cmdlet(VerbsCommon.Get, "Sample", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(string), typeof(SampleOutput))]
public sealed class GetSampleCommand : SampleCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [Alias("Title", "N")]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Sample")]
    public SampleOutput? Sample { get; set; }

    [Parameter(Position = 1, ParameterSetName = "Name")]
    [Parameter(Mandatory = true, ParameterSetName = "Sample")]
    public Hashtable? Map { get; set; }

    [Parameter]
    [ValidateSet("Json", "Text")]
    public string Format { get; set; } = "Json";

    [Parameter]
    public DayOfWeek? Day { get; set; }
}
