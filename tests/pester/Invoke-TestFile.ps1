<#
Runs one test file and writes what came of it as JSON, for tests/P5.PowerShell.Tests. By hand, Invoke-Pester does.
It goes with Pester 5 and 6.
#>
param(
    # The manifest of the Pester to run it in.
    [Parameter(Mandatory)] [string] $Pester,

    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $ResultPath)

Set-StrictMode -Version Latest
Import-Module $Pester -ErrorAction Stop
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration

function Get-Failure([string] $Name, [object[]] $ErrorRecord) {
    @{
        Name    = $Name
        Message = ($ErrorRecord | ForEach-Object { "$_`n$($_.ScriptStackTrace)" }) -join "`n"
    }
}

@{
    Passed   = $run.PassedCount
    Skipped  = @($run.Skipped | ForEach-Object ExpandedPath)
    Failures = @(
        $run.Failed | ForEach-Object { Get-Failure $_.ExpandedPath $_.ErrorRecord }
        $run.FailedBlocks | ForEach-Object { Get-Failure $_.ExpandedPath $_.ErrorRecord }
        $run.FailedContainers | ForEach-Object { Get-Failure $_.Name $_.ErrorRecord }
    )
} | ConvertTo-Json -Depth 3 | Set-Content $ResultPath
