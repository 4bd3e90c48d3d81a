#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests, packs, installs and cleans the P5 module.

.DESCRIPTION
Build makes artifacts/P5/<version>, the module as it is published; in Release with its libraries compiled ahead for this
system, for which NuGet gets a compiler once. Test builds and runs all tests, Pester's included. Package makes
artifacts/packages: the module for the PowerShell Gallery, and the NuGet packages of the libraries and of p5env. Install
copies the built module to the user's module folder. Clean removes what a build makes.

The package p5env is portable. With -Native, it selects between p5env.any, the portable one, and the native ones, which
this script does not create: dotnet pack src/P5.Cli -r SYSTEM -o artifacts/packages does, on its system.

.EXAMPLE
./build.ps1
Builds the module in Release and names its manifest.

.EXAMPLE
./build.ps1 Build, Install
Builds the module and installs it for the current user.

.EXAMPLE
./build.ps1 Package
Makes all packages and lists them.

.EXAMPLE
./build.ps1 Test -Configuration Debug
Runs the tests on a Debug build.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # What to do, in this order.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package', 'Install', 'Clean')]
    [string[]] $Task = 'Build',

    # The configuration that dotnet builds.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Compiles nothing ahead: for package feeds without the compiler. The first call of a session is then slower.
    [switch] $NoReadyToRun,

    # Packs p5env as a release has it: native for the systems for which it can be compiled, portable for others.
    [switch] $Native,

    # Where Install puts the module; by default the first folder of PSModulePath, which is the user's own.
    [string] $Destination = ($env:PSModulePath -split [System.IO.Path]::PathSeparator)[0],

    # The page of the project that publishes the packages: it goes into them, with the addresses of licence and icon
    # there.
    [uri] $ProjectUri
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-StrictMode -Version Latest

$version =
    ([xml](Get-Content -Raw (Join-Path $PSScriptRoot 'Directory.Build.props'))).SelectSingleNode('//Version').InnerText
$module = Join-Path $PSScriptRoot "artifacts/P5/$version"

$properties = @(
    if ($NoReadyToRun) { '-p:P5ReadyToRun=false' }
    if ($ProjectUri) { "-p:PackageProjectUrl=$("$ProjectUri".TrimEnd('/'))" })

switch ($Task) {
    'Build' {
        dotnet build (Join-Path $PSScriptRoot 'src/P5.PowerShell') --configuration $Configuration @properties
        Get-Item (Join-Path $module 'P5.psd1')
    }

    'Test' {
        dotnet test (Join-Path $PSScriptRoot 'P5.PowerShell.sln') --configuration $Configuration @properties
    }

    'Package' {
        # Whole folders are packed and published: nothing of an earlier build may lie in them.
        $packages = Join-Path $PSScriptRoot 'artifacts/packages'
        foreach ($folder in $module, $packages) {
            if (Test-Path $folder) {
                Remove-Item $folder -Recurse -Force
            }
        }

        dotnet pack (Join-Path $PSScriptRoot 'eng/Packages.slnf') --configuration $Configuration @properties
        if ($Native) {
            $p5env = Join-Path $PSScriptRoot 'src/P5.Cli'
            dotnet pack $p5env --configuration $Configuration @properties --runtime any
            dotnet pack $p5env --configuration $Configuration @properties -p:P5NativePackages=true
        }

        Get-ChildItem $packages
    }

    'Install' {
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

    'Clean' {
        # Only folders next to a project file are build output: an example may have a bin folder of its own.
        $folders = @(Join-Path $PSScriptRoot 'artifacts') + @(
            foreach ($project in Get-ChildItem $PSScriptRoot -Recurse -Filter *.csproj) {
                Join-Path $project.DirectoryName 'bin'
                Join-Path $project.DirectoryName 'obj'
            })
        foreach ($folder in $folders) {
            if ((Test-Path $folder) -and $PSCmdlet.ShouldProcess($folder, 'Remove')) {
                Remove-Item $folder -Recurse -Force
            }
        }
    }
}
