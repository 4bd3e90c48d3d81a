<#
Runs one test file and writes what came of it as JSON, for tests/P5.PowerShell.Tests. By hand, Invoke-Pester does.
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $ResultPath)

Import-Module Pester -MinimumVersion 5.0.0 -MaximumVersion 5.99.99 -ErrorAction Stop
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
