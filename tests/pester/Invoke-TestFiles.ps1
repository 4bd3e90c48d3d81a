<#
Runs test files and writes what came of each as JSON, for tests/P5.PowerShell.Tests. By hand, Invoke-Pester does.
Several processes share the files: each takes the next one that no other has taken. It goes with Pester 5 and 6.
#>
param(
    # The manifest of the Pester to run them in.
    [Parameter(Mandatory)] [string] $Pester,

    # The folder for the results: NAME.json, and NAME.taken before, an empty file.
    [Parameter(Mandatory)] [string] $ResultFolder,

    # The test files, below the folder of this script.
    [Parameter(Mandatory, ValueFromRemainingArguments)] [string[]] $File)

Set-StrictMode -Version Latest
Import-Module $Pester -ErrorAction Stop
$env:P5_TEST_STATE_HOME = Join-Path $ResultFolder "state-$PID"
$ownVariables = [System.Environment]::GetEnvironmentVariables()
$ownLocation = Get-Location

function Test-Taken([string] $Path) {
    try {
        [System.IO.File]::Open($Path, [System.IO.FileMode]::CreateNew).Dispose()
        $false
    }
    catch [System.IO.IOException] {
        if (-not (Test-Path $Path)) {
            throw
        }

        $true
    }
}

function Get-Failure([string] $Name, [object[]] $ErrorRecord) {
    @{
        Name    = $Name
        Message = ($ErrorRecord | ForEach-Object { "$_`n$($_.ScriptStackTrace)" }) -join "`n"
    }
}

# The next file starts as in a new session: what this one has left shows as a failure of its own.
function Restore-Process {
    if (Get-Module P5) {
        Clear-P5Credential
    }

    Get-Module P5, TestTools | Remove-Module -Force
    Set-Location $ownLocation
    $left = [System.Environment]::GetEnvironmentVariables()
    foreach ($name in @($left.Keys) + @($ownVariables.Keys) | Sort-Object -Unique) {
        if ($left[$name] -cne $ownVariables[$name]) {
            [System.Environment]::SetEnvironmentVariable($name, $ownVariables[$name] ?? [NullString]::Value)
            @{ Name = "variable $name"; Message = 'The file changed it and did not put it back.' }
        }
    }
}

foreach ($name in $File) {
    $result = Join-Path $ResultFolder ($name -replace '[\\/]', '-')
    if (Test-Taken "$result.taken") {
        continue
    }

    $configuration = New-PesterConfiguration
    $configuration.Run.Path = Join-Path $PSScriptRoot $name
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Detailed'
    $configuration.Output.RenderMode = 'Plaintext'
    $run = Invoke-Pester -Configuration $configuration
    @{
        Passed   = $run.PassedCount
        Skipped  = @($run.Skipped | ForEach-Object ExpandedPath)
        Seconds  = $run.Duration.TotalSeconds
        Failures = @(
            $run.Failed | ForEach-Object { Get-Failure $_.ExpandedPath $_.ErrorRecord }
            $run.FailedBlocks | ForEach-Object { Get-Failure $_.ExpandedPath $_.ErrorRecord }
            $run.FailedContainers | ForEach-Object { Get-Failure $_.Name $_.ErrorRecord }
            Restore-Process
        )
    } | ConvertTo-Json -Depth 3 | Set-Content "$result.json"
}
