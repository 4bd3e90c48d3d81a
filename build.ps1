#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests, installs and cleans the P5 module.

.DESCRIPTION
Build makes artifacts/P5/<version>, the module as it is published. Test builds and runs all tests, Pester's included.
Install copies the built module to the user's module folder. Clean removes what a build makes.

.EXAMPLE
./build.ps1
Builds the module in Release and names its manifest.

.EXAMPLE
./build.ps1 Build, Install
Builds the module and installs it for the current user.

.EXAMPLE
./build.ps1 Test -Configuration Debug
Runs the tests on a Debug build.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # What to do, in this order.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Install', 'Clean')]
    [string[]] $Task = 'Build',

    # The configuration that dotnet builds.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Where Install puts the module; by default the first folder of PSModulePath, which is the user's own.
    [string] $Destination = ($env:PSModulePath -split [System.IO.Path]::PathSeparator)[0]
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$version = ([xml](Get-Content -Raw (Join-Path $PSScriptRoot 'Directory.Build.props'))).SelectSingleNode('//Version').InnerText
$module = Join-Path $PSScriptRoot "artifacts/P5/$version"

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args -join ' ') ended with exit code $LASTEXITCODE."
    }
}

function Invoke-Build {
    Invoke-Dotnet build (Join-Path $PSScriptRoot 'src/P5.PowerShell') --configuration $Configuration
    Get-Item (Join-Path $module 'P5.psd1')
}

function Invoke-Test {
    Invoke-Dotnet test (Join-Path $PSScriptRoot 'P5.PowerShell.sln') --configuration $Configuration
}

function Invoke-Install {
    if (-not (Test-Path (Join-Path $module 'P5.psd1'))) {
        throw "There is no built module in $module. Run ./build.ps1 Build first."
    }

    $target = Join-Path $Destination "P5/$version"
    if ($PSCmdlet.ShouldProcess($target, 'Install the module')) {
        if (Test-Path $target) {
            Remove-Item $target -Recurse -Force
        }

        $null = New-Item (Split-Path $target) -ItemType Directory -Force
        Copy-Item $module $target -Recurse
        Get-Item (Join-Path $target 'P5.psd1')
    }
}

function Invoke-Clean {
    # Only what stands beside a project file is a build's: an example may keep a bin of its own.
    $projects = Get-ChildItem $PSScriptRoot -Recurse -Filter *.csproj
    $folders = @(Join-Path $PSScriptRoot 'artifacts') + @(
        foreach ($project in $projects) {
            Join-Path $project.DirectoryName 'bin'
            Join-Path $project.DirectoryName 'obj'
        })
    foreach ($folder in $folders) {
        if ((Test-Path $folder) -and $PSCmdlet.ShouldProcess($folder, 'Remove')) {
            Remove-Item $folder -Recurse -Force
        }
    }
}

foreach ($name in $Task) {
    & "Invoke-$name"
}
