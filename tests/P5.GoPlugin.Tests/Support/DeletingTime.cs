namespace P5.GoPlugin.Tests;

/// <summary>The system's clock, which deletes a file as soon as a timer is set.</summary>
internal sealed class DeletingTime(string file) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        File.Delete(file);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
