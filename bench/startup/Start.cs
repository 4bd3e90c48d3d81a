namespace P5.Startup;

/// <summary>One start of a plugin.</summary>
/// <param name="Connected">From the start to the host's connection.</param>
/// <param name="Answered">From the start to the first answer.</param>
/// <param name="Processor">What the plugin's process had used of the processors by then.</param>
/// <param name="Memory">The memory that the plugin's process held then, in bytes.</param>
internal sealed record Start(TimeSpan Connected, TimeSpan Answered, TimeSpan Processor, long Memory);
