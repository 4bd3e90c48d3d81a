using System.Diagnostics.CodeAnalysis;

namespace P5.Toml;

/// <summary>The types of TOML.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are TOML's own words for its types.")]
public enum TomlKind
{
    /// <summary><see cref="TomlString"/>.</summary>
    String,

    /// <summary><see cref="TomlInteger"/>.</summary>
    Integer,

    /// <summary><see cref="TomlFloat"/>.</summary>
    Float,

    /// <summary><see cref="TomlBoolean"/>.</summary>
    Boolean,

    /// <summary><see cref="TomlOffsetDateTime"/>.</summary>
    OffsetDateTime,

    /// <summary><see cref="TomlLocalDateTime"/>.</summary>
    LocalDateTime,

    /// <summary><see cref="TomlLocalDate"/>.</summary>
    LocalDate,

    /// <summary><see cref="TomlLocalTime"/>.</summary>
    LocalTime,

    /// <summary><see cref="TomlArray"/>.</summary>
    Array,

    /// <summary><see cref="TomlTable"/>.</summary>
    Table,
}
