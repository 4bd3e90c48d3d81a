// One line for each argument, as the system gave it.
foreach (string argument in args)
{
    Console.WriteLine($"[{argument}]");
}
