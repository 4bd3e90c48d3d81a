namespace P5.GoPlugin.Tests;

public sealed class HpackDecoderTests
{
    private const string First =
        ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";

    private const string Second =
        ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";

    private const string Third =
        ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com"
        + "|content-encoding: gzip|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    private const string GetExample = ":method: GET|:scheme: http|:path: /|:authority: www.example.com";
    private const string GetCustom =
        ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value";

    // Those of RFC 7541, appendix C: blocks, what they decode to, and the size of the table after each.
    public static TheoryData<string[], string[], int[]> Vectors => new()
    {
        { ["400a637573746f6d2d6b65790d637573746f6d2d686561646572"], ["custom-key: custom-header"], [55] }, // C.2.1
        { ["040c2f73616d706c652f70617468"], [":path: /sample/path"], [0] }, // C.2.2
        { ["100870617373776f726406736563726574"], ["password: secret"], [0] }, // C.2.3
        { ["82"], [":method: GET"], [0] }, // C.2.4
        {
            [
                "828684410f7777772e6578616d706c652e636f6d",
                "828684be58086e6f2d6361636865",
                "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
            ],
            [GetExample, GetExample + "|cache-control: no-cache", GetCustom],
            [57, 110, 164]
        }, // C.3
        {
            [
                "828684418cf1e3c2e5f23a6ba0ab90f4ff",
                "828684be5886a8eb10649cbf",
                "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
            ],
            [GetExample, GetExample + "|cache-control: no-cache", GetCustom],
            [57, 110, 164]
        }, // C.4
        {
            [
                "3fe101" // The table of 256 bytes that the example has.
                + "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d",
                "4803333037c1c0bf",
                "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31",
            ],
            [First, Second, Third],
            [222, 222, 215]
        }, // C.5
        {
            [
                "3fe101"
                + "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
                "4883640effc1c0bf",
                "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
            ],
            [First, Second, Third],
            [222, 222, 215]
        }, // C.6
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Decode_AppendixC_GivesItsFieldsAndTableSize(string[] blocks, string[] fields, int[] tableSizes)
    {
        var decoder = new HpackDecoder();
        for (int i = 0; i < blocks.Length; i++)
        {
            Decode(decoder, blocks[i]).ShouldBe(fields[i]);
            decoder.TableSize.ShouldBe(tableSizes[i]);
        }
    }

    [Theory]
    [InlineData("80")] // The index 0.
    [InlineData("be")] // The first of an empty dynamic table.
    [InlineData("7e0161")] // The same, as a name.
    [InlineData("ff")] // A number without its end.
    [InlineData("ffffffffff7f")] // One beyond all limits.
    [InlineData("ff8080808000")] // A small one, with endless zeros.
    [InlineData("40")] // A field without its name,
    [InlineData("4001")] // its name without its bytes,
    [InlineData("400161")] // a name without a value,
    [InlineData("40016102")] // a value without its bytes.
    [InlineData("40ff")] // A length without its end.
    [InlineData("408100")] // A padding of zeros.
    [InlineData("4082ffff")] // A padding of more than seven bits.
    [InlineData("4084ffffffff")] // The end-of-string symbol.
    [InlineData("3fe21f")] // A table of 4097 bytes.
    [InlineData("8220")] // A table size after a field.
    public void Decode_MalformedBlock_Throws(string block) =>
        Should.Throw<HpackException>(() => Decode(new HpackDecoder(), block));

    [Fact]
    public void Decode_TableSizes_EvictAndForget()
    {
        var decoder = new HpackDecoder();
        Decode(decoder, "400161016240016301644001650166");
        decoder.TableSize.ShouldBe(3 * 34);

        // Down to two entries, then up again: what was evicted stays away.
        Decode(decoder, "3f253fe11fbebf").ShouldBe("e: f|c: d");
        Should.Throw<HpackException>(() => Decode(decoder, "c0"));
    }

    [Fact]
    public void Decode_FieldLargerThanTheTable_EmptiesIt()
    {
        var decoder = new HpackDecoder();
        Decode(decoder, "4001610162");

        Decode(decoder, "3f09" + "40016106" + "626262626262").ShouldBe("a: bbbbbb");
        decoder.TableSize.ShouldBe(39);
        Decode(decoder, "40016107" + "62626262626262").ShouldBe("a: bbbbbbb");
        decoder.TableSize.ShouldBe(40);
        Decode(decoder, "40016108" + "6262626262626262").ShouldBe("a: bbbbbbbb");

        decoder.TableSize.ShouldBe(0);
    }

    // The ring of the table goes round many times, and no entry is another's.
    [Fact]
    public void Decode_ManyFields_TheTableHoldsTheLast()
    {
        var decoder = new HpackDecoder();
        for (int i = 0; i < 1000; i++)
        {
            Decode(decoder, "4003" + Convert.ToHexString([.. $"{i % 1000:D3}".Select(c => (byte)c)]) + "00");
        }

        // Each counts as 35 bytes: 117 fit.
        decoder.TableSize.ShouldBe(117 * 35);
        Decode(decoder, "be").ShouldBe("999: ");
        Decode(decoder, "ff33").ShouldBe("883: ");
        Should.Throw<HpackException>(() => Decode(decoder, "ff34"));
    }

    [Fact]
    public void Decode_RandomBytes_DecodesOrThrows()
    {
        var random = new Random(7541);
        int decoded = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] block = new byte[random.Next(1, 40)];
            random.NextBytes(block);
            try
            {
                new HpackDecoder().Decode(block, new HeaderList(100));
                decoded++;
            }
            catch (HpackException)
            {
                // As it should be: nothing else comes out.
            }
        }

        decoded.ShouldBeInRange(1, 19_999);
    }

    [Fact]
    public void Encode_Request_IsWhatADecoderReads()
    {
        string name = "/" + new string('x', 300);

        byte[] block = GrpcHeaders.Write(name, secure: true, TimeSpan.FromSeconds(2));

        Decode(new HpackDecoder(), Convert.ToHexString(block)).ShouldBe(
            $":method: POST|:scheme: https|:path: {name}|:authority: localhost|content-type: application/grpc|te: trailers"
            + "|grpc-accept-encoding: identity|grpc-timeout: 2000m");
    }

    private static string Decode(HpackDecoder decoder, string block)
    {
        var fields = new HeaderList(10_000);
        decoder.Decode(Convert.FromHexString(block), fields);
        return string.Join('|', fields.Fields.Select(field => $"{field.Name}: {field.Value}"));
    }
}
