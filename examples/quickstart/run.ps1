<#
.SYNOPSIS
The quick start: shows how the credentials of a stack are applied, changed and restored.

.EXAMPLE
dotnet tool restore && dotnet pwsh -NoProfile -File examples/quickstart/run.ps1
Builds the module and the example plugin, and runs each step.
#>
param(
    # Uses the output of an earlier build.
    [switch] $NoBuild)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-Location $PSScriptRoot

# Prints what a step shows and its command, as you would type it, and runs the command.
function Show([string] $Lesson, [scriptblock] $Command) {
    "# $Lesson"
    "PS> $("$Command".Trim())"
    # As wide as README.md shows it, in a narrow terminal too.
    $output = (& $Command | Out-String -Width 100).Trim()
    $output ? "$output`n" : ''
}

if (-not $NoBuild) {
    "Building the module and the example plugin. The first time takes about a minute.`n"
    # Without the analyzers, which take a third of the time and are for changes of the code.
    dotnet build quickstart.slnf --nologo --verbosity quiet -p:RunAnalyzers=false
}

Import-Module ../../artifacts/P5/*/P5.psd1

Show 'This folder is a Pulumi program, and its p5.toml configures one plugin.' {
    Get-P5Plugin -Stack dev
}

Show 'P5 gets the credentials of the stack dev from the plugin, and sets its variables.' {
    Invoke-P5Authenticate -Stack dev | Set-P5Environment
}

Show 'P5 prints names of variables, never values.' {
    Get-P5Environment
}

Show 'The commands that you start, such as pulumi, inherit the variables.' {
    $IsWindows ? (cmd /c 'echo %PULUMI_BACKEND_URL%') : (printenv PULUMI_BACKEND_URL)
}

Show 'The variables of another stack replace them. Nothing of dev is left.' {
    Invoke-P5Authenticate -Stack prod | Set-P5Environment -PassThru
}

Show 'The same command now gets the backend of prod.' {
    $IsWindows ? (cmd /c 'echo %PULUMI_BACKEND_URL%') : (printenv PULUMI_BACKEND_URL)
}

Show 'In the end, the environment is restored.' {
    Clear-P5Environment -PassThru
}
