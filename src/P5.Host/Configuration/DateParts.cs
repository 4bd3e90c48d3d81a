using System.Globalization;

namespace P5.Host;

/// <summary>
/// A point in time as it was written. No <see cref="DateTimeOffset"/>: the year can be 0, and there are nanoseconds.
/// </summary>
/// <param name="Year">0 to 9999.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to the month's last.</param>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Second">0 to 59.</param>
/// <param name="Nanosecond">0 to 999,999,999.</param>
/// <param name="Offset">From UTC, whole minutes.</param>
internal readonly record struct DateParts(
    int Year, int Month, int Day, int Hour, int Minute, int Second, int Nanosecond, TimeSpan Offset)
{
    /// <summary>Whether the parts name a day of the calendar, year 0 being a leap year.</summary>
    public static bool IsDay(int year, int month, int day) =>
        year is >= 0 and <= 9999
        && month is >= 1 and <= 12
        && day >= 1
        && day <= DateTime.DaysInMonth(year == 0 ? 4 : year, month);

    /// <summary>RFC 3339 with as many digits of the second as are needed, and <c>Z</c> for no offset.</summary>
    public string ToRfc3339()
    {
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{Year:0000}-{Month:00}-{Day:00}T{Hour:00}:{Minute:00}:{Second:00}");
        if (Nanosecond != 0)
        {
            text += "." + Nanosecond.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        }

        if (Offset == TimeSpan.Zero)
        {
            return text + "Z";
        }

        char sign = Offset < TimeSpan.Zero ? '-' : '+';
        TimeSpan distance = Offset.Duration();
        return string.Create(CultureInfo.InvariantCulture, $"{text}{sign}{distance:hh\\:mm}");
    }
}
