using System.Runtime.CompilerServices;

namespace P5.Testing;

/// <summary>
/// Each test project compiles this. An initializer of P5.Testing itself would run when a test first uses that library,
/// which may be after the test has started a program.
/// </summary>
internal static class AssemblyStart
{
    [ModuleInitializer]
    internal static void RestoreSignals() => DefaultSignals.Restore();
}
