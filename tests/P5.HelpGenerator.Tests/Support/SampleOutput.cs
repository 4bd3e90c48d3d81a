namespace P5.HelpGenerator.Tests.Support;

/// <summary>What the sample cmdlet writes.</summary>
public sealed class SampleOutput;
