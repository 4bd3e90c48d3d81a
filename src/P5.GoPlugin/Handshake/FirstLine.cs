namespace P5.GoPlugin;

/// <summary>What a plugin printed first.</summary>
/// <param name="Text">The line without its end; cut where it is too long.</param>
/// <param name="End">What came after it.</param>
internal readonly record struct FirstLine(string Text, FirstLineEnd End);
