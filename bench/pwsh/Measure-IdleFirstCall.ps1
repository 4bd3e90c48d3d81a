<#
How long the first Invoke-P5Authenticate takes, in milliseconds, a second after the import, in a shell that waits at its
prompt. Needs a terminal and -NoExit, and writes to a file, since the terminal shows more.
#>
param([string] $Manifest, [string] $Workspace, [string] $Result)

$ErrorActionPreference = 'Stop'

# It would ask the terminal for its cursor, and nothing answers there.
Remove-Module PSReadLine -ErrorAction Ignore
Import-Module $Manifest
Set-Location $Workspace
$global:MeasureResult = $Result
$global:SinceImport = [System.Diagnostics.Stopwatch]::StartNew()
$null = Register-EngineEvent PowerShell.OnIdle -Action {
    if ($SinceImport.Elapsed.TotalSeconds -ge 1) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $null = Invoke-P5Authenticate -Stack dev -ErrorVariable failure -ErrorAction SilentlyContinue
        $time = $watch.Elapsed.TotalMilliseconds
        Set-Content $MeasureResult ($failure ? "$failure" : $time)
        [System.Environment]::Exit(0)
    }
}
