using System.Text;

namespace P5.Host.Tests;

public sealed class SecretPatternsTests
{
    // Values on the left, the text, what is shown.
    [Theory]
    [InlineData("hunter2-marked", "token hunter2-marked!", "token ***!")]
    [InlineData("hunter2-marked", "hunter2-marked", "***")]
    // A value that was cut off.
    [InlineData("hunter2-marked", "token hunter2-marke", "token ***")]
    [InlineData("hunter2-marked", "token hun", "token hun")]
    [InlineData("hunter2-marked", "Hunter2-marked", "Hunter2-marked")]
    [InlineData("hunter2-marked", "a hunter2-marked b hunter2-marked c", "a *** b *** c")]
    [InlineData("hunter2-marked", "", "")]
    // Several values: the longest counts, overlapping ones are covered together.
    [InlineData("secret,secret-key", "a secret-key b secret c", "a *** b *** c")]
    [InlineData("abcdef,defghi", "1abcdefghi2", "1***2")]
    [InlineData("abcdef,bcdefg", "abcdefgh", "***h")]
    [InlineData("aaaaaa", "aaaaaaaab", "***b")]
    // Words that are not secrets, and would shred every text.
    [InlineData("true,1,prod,5432, ab   ", "true 1 prod 5432  ab   .", "true 1 prod 5432  ab   .")]
    [InlineData("12345", "12345", "12345")]
    [InlineData("123456", "123456", "***")]
    // Each line of a value that has several, if it is long enough.
    [InlineData("-----BEGIN-----\nMIIEvQIB\r\n}\n", "got MIIEvQIB and }", "got *** and }")]
    [InlineData("line one\nline two", "x line one\nline two y", "x *** y")]
    // As it stands in JSON.
    [InlineData("p\"a\\s\ns-word", "{\"k\":\"p\\\"a\\\\s\\ns-word\"}", "{\"k\":\"***\"}")]
    [InlineData("a<b>&c-long", "a\\u003cb\\u003e\\u0026c-long", "***")]
    [InlineData("pässwörd'+", "p\\u00E4ssw\\u00F6rd\\u0027\\u002B", "***")]
    public void Mask_Text_HasNoValue(string values, string text, string expected) =>
        new SecretPatterns(values.Split(',')).Mask(text, before: "").ShouldBe(expected);

    [Fact]
    public void Mask_EveryCutInTwo_ShowsLittleMoreThanWithoutTheCut()
    {
        const string Secret = "hunter2-marked";
        const string Line = $"a {Secret} b";
        var patterns = new SecretPatterns([Secret]);
        for (int cut = 0; cut <= Line.Length; cut++)
        {
            string shown = patterns.Mask(Line[..cut], "")
                + patterns.Mask(Line[cut..], Line[..cut]);

            shown.ShouldStartWith("a ");
            shown.ShouldEndWith(" b");

            // Up to three letters at the end of a piece can be the beginning of anything.
            shown.Replace("***", "").Replace("a ", "").Replace(" b", "").Length.ShouldBeLessThanOrEqualTo(3);
        }
    }

    [Fact]
    public void Mask_LetterByLetter_ShowsThreeLetters()
    {
        const string Secret = "hunter2-marked";
        var patterns = new SecretPatterns([Secret, "other-value"]);
        var shown = new StringBuilder();
        for (int i = 0; i < Secret.Length; i++)
        {
            shown.Append(patterns.Mask(Secret[i..(i + 1)], Secret[..i]));
        }

        shown.ToString().Replace("*", "").ShouldBe("hun");
    }

    [Fact]
    public void Mask_PromptThatEndsLikeAValueBegins_StaysWhole() =>
        new SecretPatterns(["code-123456"]).Mask("Enter the co", "").ShouldBe("Enter the co");

    [Fact]
    public void Mask_NoValues_GivesTheTextItself()
    {
        string text = new('x', 3);

        new SecretPatterns(["", "short"]).Mask(text, "").ShouldBeSameAs(text);
    }

    [Fact]
    public void Mask_ManyValuesInAFlood_MasksEach()
    {
        var patterns = new SecretPatterns(Enumerable.Range(0, 500).Select(i => $"secret-value-{i:D6}"));
        string text = string.Concat(
            Enumerable.Range(0, 200_000).Select(i => i % 100 == 0 ? "secret-value-000007 " : "harmless "));

        string shown = patterns.Mask(text, "");

        shown.ShouldNotContain("secret");
        shown.Split("***").Length.ShouldBe(2001);
    }

    [Fact]
    public void Constructor_LongValues_TakesNoMoreMemoryThanTheyDo()
    {
        string[] values = [.. Enumerable.Range(0, 100).Select(i => $"{i:0000}{new string('x', 20_000)}")];
        long before = GC.GetAllocatedBytesForCurrentThread();

        var patterns = new SecretPatterns(values);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 * 100 * 20_000);
        patterns.Mask($"a {values[42]} b", before: "").ShouldBe("a *** b");
    }
}
