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
    /// credential with that name came since.
    /// </summary>
    private sealed class Model
    {
        private readonly List<(string Plugin, int Stack, Dictionary<string, string> Variables)> _given = [];
        private readonly HashSet<string> _changedByUser = [];

        public Dictionary<string, string?> Users { get; } = s_names.ToDictionary(name => name, _ => (string?)null);

        public string? Shows(string name) => IsCovered(name)
            ? _given.Last(given => given.Variables.ContainsKey(name)).Variables[name]
            : Users[name];

        public void Apply(string plugin, int stack, Dictionary<string, string> variables)
        {
            _given.RemoveAll(given => given.Plugin == plugin || given.Stack != stack);
            _given.Add((plugin, stack, variables));
            _changedByUser.ExceptWith(variables.Keys);
            ForgetUncovered();
        }

        public void Clear(string? plugin)
        {
            _given.RemoveAll(given => plugin is null || given.Plugin == plugin);
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

    private sealed class Run
    {
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
                s_names.ToDictionary(name => name, name => _environment[name])
                    .ShouldBe(s_names.ToDictionary(name => name, _model.Shows), Story());
            }

            _session.Clear();
            s_names.ToDictionary(name => name, name => _environment[name]).ShouldBe(_model.Users, Story());
        }

        private void Step()
        {
            string name = s_names[_random.Next(s_names.Length)];
            switch (_random.Next(8))
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
            _steps.Add($"apply {plugin}/{stack} {string.Join(' ', variables.Select(pair => $"{pair.Key}={pair.Value}"))}");
            var credential = Credential.Create(
                plugin, new AuthenticationContext("/work", $"{stack}", ""), variables, 0, DateTimeOffset.UnixEpoch);

            Dictionary<string, string> before = new(_environment.Variables);
            IReadOnlyList<EnvironmentChange> preview = _session.Copy().Apply(credential);
            _environment.Variables.ShouldBe(before, Story());
            Watch(() => _session.Apply(credential)).ShouldBe(preview, Story());
            _model.Apply(plugin, stack, variables);
        }

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
