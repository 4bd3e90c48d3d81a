namespace P5.Host;

/// <summary>Variables in a dictionary, changed as in an environment.</summary>
internal static class VariableTable
{
    /// <summary>Sets or removes a variable.</summary>
    /// <param name="variables">The variables.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value; "" sets it to empty, null removes it.</param>
    public static void Put(this Dictionary<string, string> variables, string name, string? value)
    {
        if (value is null)
        {
            variables.Remove(name);
        }
        else
        {
            variables[name] = value;
        }
    }
}
