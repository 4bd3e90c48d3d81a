using BenchmarkDotNet.Attributes;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Benchmarks;

/// <summary>One message to its frame and back.</summary>
public class FramingBenchmarks
{
    private readonly AuthenticateResponse _answer = new() { Success = true };
    private byte[] _frame = [];

    [Params(2, 1000)]
    public int Variables { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        for (int number = 0; number < Variables; number++)
        {
            _answer.Env[$"VARIABLE_{number}"] = $"the value of the variable {number}";
        }

        _frame = GrpcFrame.Write(_answer);
    }

    [Benchmark]
    public byte[] Write() => GrpcFrame.Write(_answer);

    [Benchmark]
    public AuthenticateResponse Read()
    {
        ReadOnlySpan<byte> rest = _frame;
        return AuthenticateResponse.Parser.ParseFrom(new GrpcFrameReader().Read(ref rest)!);
    }
}
