namespace P5.HelpGenerator;

/// <summary>How a parameter set uses a parameter.</summary>
/// <param name="ParameterSet">The set; null for all.</param>
/// <param name="Mandatory">Whether it must be given.</param>
/// <param name="Position">Its position, the first is 0; null if it must be named.</param>
/// <param name="FromPipeline">Whether it takes whole objects from the pipeline.</param>
/// <param name="FromPipelineByPropertyName">Whether it takes objects' properties of its name from the pipeline.</param>
internal sealed record ParameterUse(
    string? ParameterSet,
    bool Mandatory = false,
    int? Position = null,
    bool FromPipeline = false,
    bool FromPipelineByPropertyName = false)
{
    /// <summary>The position as help shows it.</summary>
    public string PositionText => Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "Named";

    /// <summary>The pipeline input as help shows it.</summary>
    public string PipelineText => (FromPipeline, FromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
