using System.Globalization;
using P5.Host.Credentials;
using P5.Host.Environment;
using P5.Host.Tests.Support;

namespace P5.Host.Tests.Environment;

/// <summary>Random sequences of what P5 and the user do, against the rules told another way.</summary>
public sealed class EnvironmentModelTests
{
    private const int Sequences = 1000;
    private const int Steps = 15;
    private static readonly string[] s_names = ["X", "Y", "Z"];

    [Fact]
    public void Session_RandomSequences_FollowTheRules()
    {
        for (int seed = 0; seed < Sequences; seed++)
        {
            new Run(seed).Play();
        }
    }

    /// <summary>
    /// The rules without bookkeeping of values: beside what plugins give there is what the user has. A name shows the
    /// uppermost plugin's value; but the user's own where no plugin gives it, or where the user changed it and no
    /// credential with that name came since. A scope gives back what was given before it, but not over what the user
    /// changed in it.
    /// </summary>
    private sealed class Model
    {
        private readonly Stack<(List<Given> Given, HashSet<string> ChangedByUser, Dictionary<string, string?> Users)> _scopes = [];
        private List<Given> _given = [];
        private HashSet<string> _changedByUser = [];

        public string? StackShown => _given.FirstOrDefault()?.Stack.ToString(CultureInfo.InvariantCulture);

        public string? ExpirationShown => _given.Min(given => given.Expires)?.ToString("s", CultureInfo.InvariantCulture) is { } time
            ? $"{time}Z"
            : null;

        public Dictionary<string, string?> Users { get; } = s_names.ToDictionary(name => name, _ => (string?)null);

        public string? Shows(string name) => IsCovered(name)
            ? _given.Last(given => given.Variables.ContainsKey(name)).Variables[name]
            : Users[name];

        public void Apply(Given credential)
        {
            _given.RemoveAll(given => given.Plugin == credential.Plugin || given.Stack != credential.Stack);
            _given.Add(credential);
            _changedByUser.ExceptWith(credential.Variables.Keys);
            ForgetUncovered();
        }

        public void Clear(string? plugin)
        {
            _given.RemoveAll(given => plugin is null || given.Plugin == plugin);
            ForgetUncovered();
        }

        public void Enter(int stack)
        {
            _scopes.Push(([.. _given], [.. _changedByUser], new(Users)));
            _given.RemoveAll(given => given.Stack != stack);
            ForgetUncovered();
        }

        public void Leave()
        {
            (List<Given> given, HashSet<string> changedBefore, Dictionary<string, string?> usersBefore) = _scopes.Pop();
            IEnumerable<string> changedInside = s_names.Where(name => Users[name] != usersBefore[name]).Union(_changedByUser);
            _changedByUser = [.. changedBefore, .. changedInside];
            _given = given;
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
    }

    private sealed record Given(string Plugin, int Stack, Dictionary<string, string> Variables, DateTime? Expires);

    private sealed class Run
    {
        private readonly Stack<EnvironmentScope> _scopes = [];
        private readonly int _seed;
        private readonly Random _random;
        private readonly MemoryEnvironment _environment = new();
        private readonly EnvironmentSession _session;
        private readonly Model _model = new();
        private readonly List<string> _steps = [];
        private int _values;

        public Run(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            _session = new EnvironmentSession(_environment);
            _environment[StatusVariables.Stack] = "before";
            foreach (string name in s_names)
            {
                _environment[name] = _model.Users[name] = _random.Next(3) switch
                {
                    0 => null,
                    1 => "",
                    _ => "before",
                };
            }
        }

        public void Play()
        {
            for (int step = 0; step < Steps; step++)
            {
                Step();
                Compare();
            }

            while (_scopes.TryPop(out EnvironmentScope? scope))
            {
                scope.Dispose();
                _model.Leave();
                Compare();
            }

            _session.Clear();
            _environment[StatusVariables.Stack].ShouldBe("before");
            _environment[StatusVariables.Expiration].ShouldBeNull();
            s_names.ToDictionary(name => name, name => _environment[name]).ShouldBe(_model.Users, Story());
        }

        private void Compare()
        {
            s_names.ToDictionary(name => name, name => _environment[name])
                .ShouldBe(s_names.ToDictionary(name => name, _model.Shows), Story());
            _environment[StatusVariables.Stack].ShouldBe(_model.StackShown ?? "before", Story());
            _environment[StatusVariables.Expiration].ShouldBe(_model.ExpirationShown, Story());
        }

        private void Step()
        {
            string name = s_names[_random.Next(s_names.Length)];
            switch (_random.Next(11))
            {
                case 0:
                    UserSets(name, NewValue("user"));
                    break;
                case 1:
                    UserSets(name, null);
                    break;
                case 2:
                    _steps.Add("clear");
                    Watch(() => _session.Clear());
                    _model.Clear(null);
                    break;
                case 3:
                    _steps.Add("clear A");
                    Watch(() => _session.Clear("A"));
                    _model.Clear("A");
                    break;
                case 4:
                    int stack = _random.Next(1, 3);
                    _steps.Add($"enter {stack}");
                    _scopes.Push(_session.Enter(Context(stack), default));
                    _model.Enter(stack);
                    break;
                case 5 when _scopes.Count > 0:
                    _steps.Add("leave");
                    _scopes.Pop().Dispose();
                    _model.Leave();
                    break;
                default:
                    Apply(_random.Next(2) == 0 ? "A" : "B", _random.Next(4) == 0 ? 2 : 1);
                    break;
            }
        }

        private void UserSets(string name, string? value)
        {
            _steps.Add($"user {name}={value ?? "(none)"}");
            _environment[name] = value;
            _model.UserSets(name, value);
        }

        private void Apply(string plugin, int stack)
        {
            Dictionary<string, string> variables = s_names.Where(_ => _random.Next(2) == 0)
                .ToDictionary(name => name, _ => NewValue(plugin));
            int lifetime = _random.Next(3) * _random.Next(1000);
            _steps.Add($"apply {plugin}/{stack} {string.Join(' ', variables.Select(pair => $"{pair.Key}={pair.Value}"))}");
            var credential = Credential.Create(
                plugin, Context(stack), variables, lifetime, DateTimeOffset.UnixEpoch);

            Dictionary<string, string> before = new(_environment.Variables);
            IReadOnlyList<EnvironmentChange> preview = _session.Copy().Apply(credential);
            _environment.Variables.ShouldBe(before, Story());
            Watch(() => _session.Apply(credential)).ShouldBe(preview, Story());
            DateTime? expires = lifetime == 0 ? null : DateTime.UnixEpoch.AddSeconds(lifetime);
            _model.Apply(new Given(plugin, stack, variables, expires));
        }

        private static AuthenticationContext Context(int stack) => new("/work", $"{stack}", "");

        /// <summary>Nothing changes that is not reported, and nothing is reported as left that changes.</summary>
        private IReadOnlyList<EnvironmentChange> Watch(Func<IReadOnlyList<EnvironmentChange>> act)
        {
            Dictionary<string, string?> before = s_names.ToDictionary(name => name, name => _environment[name]);
            IReadOnlyList<EnvironmentChange> changes = act();
            IEnumerable<string> changed = s_names.Where(name => _environment[name] != before[name]);
            changed.Except(changes.Where(change => change.Action != EnvironmentAction.Left).Select(change => change.Name))
                .ShouldBeEmpty(Story());
            changes.Select(change => change.Name).ShouldBe(changes.Select(change => change.Name).Distinct(), Story());
            return changes;
        }

        private string NewValue(string who) => $"{who}{_values++}";

        private string Story() => $"seed {_seed}: {string.Join("; ", _steps)}";
    }
}
