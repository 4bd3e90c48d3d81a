// Each argument is a step, or the value of the one before; the steps are run in order. Unknown ones end it with 99.
using System.Diagnostics;
using System.Text;

Console.InputEncoding = Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var rest = new Queue<string>(args);
while (rest.TryDequeue(out string? step))
{
    switch (step)
    {
        case "arguments": // one line for each that follows, as the system gave it
            foreach (string argument in rest)
            {
                Console.WriteLine($"[{argument}]");
            }

            return 0;
        case "print":
            Console.WriteLine(rest.Dequeue());
            break;
        case "error":
            await Console.Error.WriteLineAsync(rest.Dequeue());
            break;
        case "variables": // the names are separated by commas
            Console.WriteLine(string.Join(
                ' ', rest.Dequeue().Split(',').Select(name => $"[{Environment.GetEnvironmentVariable(name)}]")));
            break;
        case "folder":
            Console.WriteLine(Environment.CurrentDirectory);
            break;
        case "process":
            Console.WriteLine(Environment.ProcessId);
            break;
        case "start": // what follows, as another process
            using (var child = Process.Start(Environment.ProcessPath!, rest))
            {
                await child.WaitForExitAsync();
                return child.ExitCode;
            }

        case "input":
            while (Console.ReadLine() is { } line)
            {
                Console.WriteLine($"got {line}");
            }

            break;
        case "create":
            await File.WriteAllTextAsync(rest.Dequeue(), "");
            break;
        case "until": // a file exists
            string file = rest.Dequeue();
            while (!File.Exists(file))
            {
                await Task.Delay(20);
            }

            break;
        case "forever":
            await Task.Delay(Timeout.Infinite);
            break;
        case "exit":
            return int.Parse(rest.Dequeue(), System.Globalization.CultureInfo.InvariantCulture);
        default:
            return 99;
    }
}

return 0;
