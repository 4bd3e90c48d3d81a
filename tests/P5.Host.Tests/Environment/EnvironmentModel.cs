using System.Globalization;

namespace P5.Host.Tests;

/// <summary>
/// The rules without bookkeeping of values: beside what plugins give there is what the user has. A name shows the
/// uppermost plugin's value, which is the last by name, whichever came last; but the user's own if no plugin gives it,
/// or if the user changed it and the uppermost plugin has not given it since. A scope restores what was given before
/// it, but not over what the user changed in it.
/// </summary>
internal sealed class EnvironmentModel(IEnumerable<string> names)
{
    private readonly Stack<Scope> _scopes = [];
    private List<Given> _given = [];
    private HashSet<string> _changedByUser = [];

    public string? StackShown => _given.FirstOrDefault()?.Stack.ToString(CultureInfo.InvariantCulture);

    public string? ExpirationShown =>
        _given.Min(given => given.Expires)?.ToString("s", CultureInfo.InvariantCulture) is { } time
            ? $"{time}Z"
            : null;

    public Dictionary<string, string?> Users { get; } = names.ToDictionary(name => name, _ => (string?)null);

    public string? Shows(string name) => IsCovered(name)
        ? _given.Last(given => given.Variables.ContainsKey(name)).Variables[name]
        : Users[name];

    public void Apply(Given credential)
    {
        _given.RemoveAll(given => given.Plugin == credential.Plugin || given.Stack != credential.Stack);
        _given.Add(credential);
        _given.Sort((a, b) => string.CompareOrdinal(a.Plugin, b.Plugin));
        _changedByUser.RemoveWhere(
            name => _given.LastOrDefault(given => given.Variables.ContainsKey(name)) == credential);
        ForgetUncovered();
    }

    public void Clear(string? plugin)
    {
        _given.RemoveAll(given => plugin is null || given.Plugin == plugin);
        ForgetUncovered();
    }

    public void Enter(int stack)
    {
        _scopes.Push(new Scope([.. _given], [.. _changedByUser], new(Users)));
        _given.RemoveAll(given => given.Stack != stack);
        ForgetUncovered();
    }

    public void Leave()
    {
        Scope outer = _scopes.Pop();
        IEnumerable<string> changedInside = Users.Keys
            .Where(name => Users[name] != outer.Users[name])
            .Union(_changedByUser);
        _changedByUser = [.. outer.ChangedByUser, .. changedInside];
        _given = outer.Given;
        ForgetUncovered();
    }

    public void UserSets(string name, string? value)
    {
        if (value == Shows(name))
        {
            return;
        }

        Users[name] = value;
        _changedByUser.Add(name);
    }

    private bool IsCovered(string name) =>
        !_changedByUser.Contains(name) && _given.Any(given => given.Variables.ContainsKey(name));

    private void ForgetUncovered() =>
        _changedByUser.RemoveWhere(name => !_given.Any(given => given.Variables.ContainsKey(name)));

    /// <summary>What there was when a scope was entered.</summary>
    private sealed record Scope(
        List<Given> Given, HashSet<string> ChangedByUser, Dictionary<string, string?> Users);
}
