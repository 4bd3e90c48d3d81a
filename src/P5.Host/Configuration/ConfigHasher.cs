using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace P5.Host;

/// <summary>
/// Digests values for change detection. All values are included, also those that JSON cannot contain; the order of keys
/// does not. Each part is preceded by its kind and length, so that no two different values look alike.
/// </summary>
/// <remarks>
/// FNV-1a with 64 bits: a collision between two of a user's configurations harms no one else, and does not occur by
/// chance. On Linux, SHA-256 would load OpenSSL, which takes longer than a plugin's start; code that counts with 128
/// bits is not compiled ahead.
/// </remarks>
internal sealed class ConfigHasher
{
    private const ulong Basis = 0xCBF29CE484222325;
    private const ulong Prime = 0x00000100000001B3;

    private ulong _hash = Basis;

    /// <summary>Adds one value and all that is in it.</summary>
    public void Add(ConfigValue value)
    {
        switch (value)
        {
            case ConfigNull:
                Add('0', "");
                break;
            case ConfigBoolean boolean:
                Add('b', boolean.Value ? "1" : "0");
                break;
            case ConfigInteger integer:
                Add('i', integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case ConfigFloat number:
                Add('f', GoNumber.Format(number.Value));
                break;
            case ConfigText text:
                Add('t', text.Value);
                break;
            case ConfigBytes bytes:
                Add('x', Convert.ToHexString(bytes.Value.Span));
                break;
            case ConfigDate date:
                Add('d', date.Value.ToRfc3339());
                break;
            case ConfigList list:
                AddHeader('l', list.Items.Count);
                foreach (ConfigValue item in list.Items)
                {
                    Add(item);
                }

                break;
            case ConfigMap map:
                AddMap(map);
                break;
            default:
                throw new ArgumentException($"A {value.GetType().Name} has no digest.", nameof(value));
        }
    }

    /// <summary>Adds a plugin's settings, in whichever order they come.</summary>
    public void Add(IReadOnlyDictionary<string, ConfigSetting> settings)
    {
        AddHeader('s', settings.Count);
        foreach (string name in settings.Keys.Order(Utf8Order.Instance))
        {
            Add('t', name);
            Add(settings[name].Value);
        }
    }

    /// <summary>The digest of all that was added, in lower-case hex. What is added next begins another.</summary>
    public string Finish()
    {
        string digest = _hash.ToString("x16", CultureInfo.InvariantCulture);
        _hash = Basis;
        return digest;
    }

    private void AddMap(ConfigMap map)
    {
        AddHeader('m', map.Entries.Count);
        foreach (ConfigEntry entry in map.Entries.OrderBy(SortKey, Utf8Order.Instance))
        {
            Add(entry.Key);
            Add(entry.Value);
        }
    }

    private static string SortKey(ConfigEntry entry) => ConfigKeys.ToText(entry.Key) ?? entry.Key.Raw ?? "";

    private void Add(char kind, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        AddHeader(kind, bytes.Length);
        Append(bytes);
    }

    private void AddHeader(char kind, int length)
    {
        Span<byte> header = stackalloc byte[5];
        header[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], length);
        Append(header);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (byte part in bytes)
        {
            _hash = (_hash ^ part) * Prime;
        }
    }
}
