namespace P5.GoPlugin;

/// <summary>The table of RFC 7541, appendix A.</summary>
internal static class StaticTable
{
    internal const int Count = 61;

    /// <summary>From index 1 on: a name, and after a colon its value; a pseudo-header's own colon comes first.</summary>
    private const string Text =
        """
        :authority
        :method:GET
        :method:POST
        :path:/
        :path:/index.html
        :scheme:http
        :scheme:https
        :status:200
        :status:204
        :status:206
        :status:304
        :status:400
        :status:404
        :status:500
        accept-charset
        accept-encoding:gzip, deflate
        accept-language
        accept-ranges
        accept
        access-control-allow-origin
        age
        allow
        authorization
        cache-control
        content-disposition
        content-encoding
        content-language
        content-length
        content-location
        content-range
        content-type
        cookie
        date
        etag
        expect
        expires
        from
        host
        if-match
        if-modified-since
        if-none-match
        if-range
        if-unmodified-since
        last-modified
        link
        location
        max-forwards
        proxy-authenticate
        proxy-authorization
        range
        referer
        refresh
        retry-after
        server
        set-cookie
        strict-transport-security
        transfer-encoding
        user-agent
        vary
        via
        www-authenticate
        """;

    private static readonly HeaderField[] s_fields = Read();

    /// <param name="index">From 1 to <see cref="Count"/>.</param>
    internal static HeaderField Get(int index) => s_fields[index - 1];

    private static HeaderField[] Read()
    {
        string[] lines = Text.ReplaceLineEndings("\n").Split('\n');
        var fields = new HeaderField[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            int colon = lines[i].IndexOf(':', 1);
            fields[i] = colon < 0 ? new HeaderField(lines[i], "") : new HeaderField(lines[i][..colon], lines[i][(colon + 1)..]);
        }

        return fields;
    }
}
