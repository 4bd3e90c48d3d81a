using System.Management.Automation;

namespace P5.PowerShell;

/// <summary>Pipelines of P5's own text that a cmdlet feeds while it runs.</summary>
internal static class NestedPipeline
{
    /// <summary>
    /// Creates a pipeline, also in constrained language mode, in which PowerShell evaluates none of its expressions,
    /// not even a parameter. Therefore it is created in full language mode. Only its creation is: a user's block among
    /// the arguments runs later, in the mode of the session.
    /// </summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="script">The text, which must not contain anything of a user's.</param>
    /// <param name="arguments">The values of its parameters.</param>
    public static SteppablePipeline Create(PSCmdlet cmdlet, string script, params object[] arguments)
    {
        SessionState session = cmdlet.SessionState;
        PSLanguageMode mode = session.LanguageMode;
        session.LanguageMode = PSLanguageMode.FullLanguage;
        try
        {
            return ScriptBlock.Create(script).GetSteppablePipeline(CommandOrigin.Internal, arguments);
        }
        finally
        {
            session.LanguageMode = mode;
        }
    }
}
