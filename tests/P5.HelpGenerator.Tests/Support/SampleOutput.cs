namespace P5.HelpGenerator.Tests;

/// <summary>What the sample cmdlet writes.</summary>
public sealed class SampleOutput;
