namespace P5.HelpGenerator;

/// <summary>Makes the module's help files: <c>P5.HelpGenerator OPTIONS-FILE</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not [string optionsFile])
        {
            Console.Error.WriteLine("Usage: P5.HelpGenerator OPTIONS-FILE");
            return 2;
        }

        var problems = new Problems();
        HelpFiles.Write(HelpOptions.Read(File.ReadLines(optionsFile)), problems);
        foreach (Problem problem in problems.Found)
        {
            Console.Error.WriteLine(problem);
        }

        return problems.Found.Any() ? 1 : 0;
    }
}
