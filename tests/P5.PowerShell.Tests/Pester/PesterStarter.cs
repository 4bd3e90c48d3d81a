using Xunit.Sdk;
using Xunit.v3;

namespace P5.PowerShell.Tests;

/// <summary>
/// Starts the files whose tests are run: an orderer alone receives the cases that a filter has left. It keeps their
/// order.
/// </summary>
public sealed class PesterStarter : ITestCaseOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase
    {
        // A runner that does not list the cases of a theory has one case, without arguments.
        PesterSuite.Start(testCases.SelectMany(testCase =>
            testCase is XunitTestCase { TestMethodArguments: [string name] } ? [name] : PesterSuite.FileNames));
        return testCases;
    }
}
