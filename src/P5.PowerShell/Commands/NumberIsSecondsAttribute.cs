using System.Management.Automation;

namespace P5.PowerShell.Commands;

/// <summary>Reads a bare number as seconds where PowerShell would read it as ticks of 100 nanoseconds.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberIsSecondsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc />
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            int seconds => TimeSpan.FromSeconds(seconds),
            long seconds => TimeSpan.FromSeconds(seconds),
            double seconds => TimeSpan.FromSeconds(seconds),
            _ => inputData,
        };
    }
}
