namespace P5.Toml;

/// <summary>A place in a TOML text.</summary>
/// <param name="Line">The line, 1-based; lines end at a line feed.</param>
/// <param name="Column">The column, 1-based, in UTF-16 characters; a byte order mark takes no column.</param>
/// <param name="Offset">The characters before this place, 0-based; a byte order mark counts as one.</param>
public readonly record struct TextPosition(int Line, int Column, int Offset);
