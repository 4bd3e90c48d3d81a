
namespace P5.Host.Tests;

/// <summary>
/// One random sequence: plugins are asked through the cache, what they give is set, stacks are switched, credentials
/// expire, the user edits. After each step the environment and the cache are compared with the models.
/// </summary>
internal sealed class RandomSequence
{
    private const int Steps = 20;
    private static readonly string[] s_names = ["X", "Y", "Z"];
    private static readonly string[] s_plugins = ["A", "B"];
    private static readonly int[] s_stacks = [1, 2];

    private readonly int _seed;
    private readonly Random _random;
    private readonly ObservedTime _clock = new();
    private readonly MemoryEnvironment _environment = new();
    private readonly EnvironmentSession _session;
    private readonly CredentialCache _cache;
    private readonly RefreshTriggers _refresh;
    private readonly Dictionary<string, int> _editions = s_plugins.ToDictionary(plugin => plugin, _ => 0);
    private readonly List<(PluginCredential Credential, Given Given)> _got = [];
    private readonly Stack<EnvironmentScope> _scopes = [];
    private readonly EnvironmentModel _model = new(s_names);
    private readonly CredentialModel _cacheModel = new();
    private readonly List<string> _story = [];
    private int _values;

    public RandomSequence(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _session = new EnvironmentSession(_environment, folder: null, TimeProvider.System);
        _cache = new CredentialCache(_clock);
        _refresh = new RefreshTriggers(OnStackChange: _random.Next(4) > 0, OnConfigChange: _random.Next(2) == 0);
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

    /// <summary>The kinds of steps that were taken.</summary>
    public HashSet<string> Kinds { get; } = [];

    public void Play()
    {
        for (int step = 0; step < Steps; step++)
        {
            Step();
            Compare();
        }

        while (_scopes.Count > 0)
        {
            Leave();
            Compare();
        }

        _session.Clear();
        _environment[StatusVariables.Stack].ShouldBe("before");
        _environment[StatusVariables.Expiration].ShouldBeNull();
        s_names.ToDictionary(name => name, name => _environment[name]).ShouldBe(_model.Users, Story());
    }

    private void Step()
    {
        string name = Any(s_names), plugin = Any(s_plugins);
        int stack = _random.Next(4) == 0 ? 2 : 1;
        switch (_random.Next(16))
        {
            case 0:
                UserSets(name, NewValue("user"));
                break;
            case 1:
                UserSets(name, null);
                break;
            case 2:
                Clear(null);
                break;
            case 3:
                Clear("A");
                break;
            case 4:
                Enter(stack);
                break;
            case 5 when _scopes.Count > 0:
                Leave();
                break;
            case 6:
                Authenticate(plugin, stack);
                break;
            case 7 when _got.Count > 0:
                // Not only the latest: whoever keeps a credential may set it when it is long over.
                (PluginCredential credential, Given given) = Any(_got);
                Set(credential, given);
                break;
            case 8:
                Expire();
                break;
            case 9:
                Note("forget", plugin);
                _cache.Remove(plugin);
                _cacheModel.Forget(plugin);
                break;
            case 10:
                Note("edit", plugin);
                _editions[plugin]++;
                break;
            case 11:
                Switch(stack);
                break;
            default:
                (credential, given) = Authenticate(plugin, stack);
                Set(credential, given);
                break;
        }
    }

    private void UserSets(string name, string? value)
    {
        Note("user", $"{name}={value ?? "(none)"}");
        _environment[name] = value;
        _model.UserSets(name, value);
    }

    private void Clear(string? plugin)
    {
        Note(plugin is null ? "clear" : $"clear {plugin}");
        Watch(() => _session.Clear(plugin));
        _model.Clear(plugin);
    }

    private void Enter(int stack)
    {
        Note("enter", $"{stack}");
        _scopes.Push(_session.Enter(Context(stack), default));
        _model.Enter(stack);
    }

    private void Leave()
    {
        Note("leave");
        _scopes.Pop().Dispose();
        _model.Leave();
    }

    /// <summary>Time goes by, or the clock alone, as in sleep. The environment notices nothing of it.</summary>
    private void Expire()
    {
        TimeSpan by = TimeSpan.FromSeconds(_random.Next(1500));
        Action<TimeSpan> pass = _random.Next(2) == 0 ? _clock.Advance : _clock.SetClock;
        Note("expire", $"{by.TotalSeconds} s");
        pass(by);
    }

    /// <summary>Does as the cmdlet: restores what another stack set, then calls all plugins and applies each.</summary>
    private void Switch(int stack)
    {
        Note("switch", $"{stack}");
        foreach (PluginCredential other in _session.Applied.Where(applied => applied.Context != Context(stack)))
        {
            Watch(() => _session.Clear(other.PluginName));
            _model.Clear(other.PluginName);
        }

        foreach (string plugin in s_plugins)
        {
            (PluginCredential credential, Given given) = Authenticate(plugin, stack);
            Set(credential, given);
            Compare();
        }
    }

    /// <summary>Calls the plugin if the cache has nothing valid. That does not change the environment.</summary>
    private (PluginCredential Credential, Given Given) Authenticate(string plugin, int stack)
    {
        PluginConfiguration configuration = Configuration(plugin);
        Given? expected = _cacheModel.Find(plugin, stack, _editions[plugin], _refresh, Now);
        PluginCredential? cached = _cache.Use(configuration, Context(stack));
        (cached is not null).ShouldBe(expected is not null, Story());
        if (cached is not null)
        {
            Note("reuse", $"{plugin}/{stack}");
            _cacheModel.Reuse(expected!, _editions[plugin]);
            _got.Add((cached, expected!));
        }
        else
        {
            _got.Add(Ask(configuration, stack));
        }

        return _got[^1];
    }

    private (PluginCredential Credential, Given Given) Ask(PluginConfiguration plugin, int stack)
    {
        Dictionary<string, string> variables = s_names.Where(_ => _random.Next(2) == 0)
            .ToDictionary(name => name, _ => _random.Next(5) == 0 ? "" : NewValue(plugin.Name));
        int lifetime = _random.Next(4) switch
        {
            0 => -1,
            1 => 0,
            _ => _random.Next(1, 2000),
        };
        Note(
            "ask",
            $"{plugin.Name}/{stack} for {lifetime} s: "
            + $"{string.Join(' ', variables.Select(pair => $"{pair.Key}={pair.Value}"))}");
        PluginCredential credential =
            PluginCredential.Create(plugin.Name, Context(stack), variables, lifetime, _clock.GetUtcNow()) with
            {
                Order = plugin.Order,
            };
        _cache.Store(plugin, credential);
        DateTime? expires = lifetime > 0 ? Now.AddSeconds(lifetime) : null;
        var given = new Given(plugin.Name, stack, variables, expires);
        DateTime endsAt = lifetime < 0 ? DateTime.MinValue : expires ?? DateTime.MaxValue;
        _cacheModel.Store(given, _editions[plugin.Name], endsAt);
        return (credential, given);
    }

    private void Set(PluginCredential credential, Given given)
    {
        Note("set", $"{given.Plugin}/{given.Stack}");
        Dictionary<string, string> before = new(_environment.Variables);
        IReadOnlyList<VariableChange> preview = _session.Copy().Apply([credential]);
        _environment.Variables.ShouldBe(before, Story());
        Watch(() => _session.Apply([credential])).ShouldBe(preview, Story());
        _model.Apply(given);
    }

    private void Compare()
    {
        s_names.ToDictionary(name => name, name => _environment[name])
            .ShouldBe(s_names.ToDictionary(name => name, _model.Shows), Story());
        _environment[StatusVariables.Stack].ShouldBe(_model.StackShown ?? "before", Story());
        _environment[StatusVariables.Expiration].ShouldBe(_model.ExpirationShown, Story());
        foreach (string plugin in s_plugins)
        {
            foreach (int stack in s_stacks)
            {
                IReadOnlyDictionary<string, string>? cached = _cache.Find(
                    Configuration(plugin), Context(stack))?.GetVariables();
                cached.ShouldBe(_cacheModel.Find(plugin, stack, _editions[plugin], _refresh, Now)?.Variables, Story());
            }
        }
    }

    /// <summary>Nothing changes that is not reported, and nothing is reported as left that changes.</summary>
    private IReadOnlyList<VariableChange> Watch(Func<IReadOnlyList<VariableChange>> act)
    {
        Dictionary<string, string?> before = s_names.ToDictionary(name => name, name => _environment[name]);
        IReadOnlyList<VariableChange> changes = act();
        IEnumerable<string> changed = s_names.Where(name => _environment[name] != before[name]);
        changed.Except(changes.Where(change => change.Action != EnvironmentAction.Left).Select(change => change.Name))
            .ShouldBeEmpty(Story());
        changes.Select(change => change.Name).ShouldBe(changes.Select(change => change.Name).Distinct(), Story());
        return changes;
    }

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    private PluginConfiguration Configuration(string plugin) =>
        GivenPlugin.Named(plugin, "./login").With(PluginOptions.Refresh, _refresh) with
        {
            ConfigHash = $"{_editions[plugin]}",
            Order = Array.IndexOf(s_plugins, plugin),
        };

    private static AuthenticationContext Context(int stack) => new("/repo", $"{stack}", "");

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private string NewValue(string who) => $"{who}{_values++}";

    private void Note(string kind, string what = "")
    {
        Kinds.Add(kind);
        _story.Add($"{kind} {what}");
    }

    private string Story() => $"seed {_seed}: {string.Join("; ", _story)}";
}
