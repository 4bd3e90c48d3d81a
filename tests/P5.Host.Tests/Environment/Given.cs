namespace P5.Host.Tests;

/// <summary>What a plugin gave, as the models see it.</summary>
internal sealed record Given(string Plugin, int Stack, Dictionary<string, string> Variables, DateTime? Expires);
