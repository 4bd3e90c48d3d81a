<#
.SYNOPSIS
Installs the packages of a folder as their users do, and uses them: a plugin, a host, p5env and the module.

.DESCRIPTION
CI runs it on each system with the packages that it has made. It needs the .NET SDK, PowerShell 7.6 with PSResourceGet,
and the public feed. It installs the module for the current user and uninstalls it in the end; all else is in a folder
of its own, which goes with it.

.EXAMPLE
./tests/install/Install-Packages.ps1 artifacts/packages
#>
param(
    # The folder that ./build.ps1 Package has filled.
    [Parameter(Mandatory, Position = 0)]
    [string] $Path
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-StrictMode -Version Latest

. (Join-Path (Split-Path $PSScriptRoot) pwsh/Pwsh.ps1)

$packages = (Resolve-Path $Path).Path
$root = Split-Path (Split-Path $PSScriptRoot)
$suffix = $IsWindows ? '.exe' : ''

function Assert-Answer([string] $Of, [string] $Actual, [string] $Expected) {
    if ($Actual -cne $Expected) {
        throw "$Of answered '$Actual', not '$Expected'."
    }

    "$Of answers $Actual"
}

# A console project that references a package and has the sources of an example, built.
function New-Program([string] $Name, [string] $Package, [string] $Source, [string] $Output) {
    dotnet new console --name $Name --output $Name --no-restore | Out-Host
    Remove-Item "$Name/Program.cs"
    Copy-Item $Source $Name
    dotnet add $Name package $Package | Out-Host
    dotnet build $Name --output $Output | Out-Host
    (Resolve-Path "$Output/$Name$suffix").Path
}

$name = "p5-install-$([guid]::NewGuid().ToString('n'))"
$work = New-Item (Join-Path ([System.IO.Path]::GetTempPath()) $name) -ItemType Directory
Push-Location $work
try {
    # A cache of its own: the user's may hold other packages of the same version.
    $env:NUGET_PACKAGES = Join-Path $work 'nuget'
    $source = "<add key=""P5"" value=""$packages"" />"
    Set-Content nuget.config "<configuration><packageSources>$source</packageSources></configuration>"

    # The quickstart's p5.toml names the plugin at this place beside it.
    $sample = 'plugins/dev-env-csharp'
    $plugin = New-Program -Name dev-env -Package P5.Plugin -Source "$root/examples/$sample/*.cs" -Output $sample/bin
    Copy-Item "$root/examples/quickstart" quickstart -Recurse
    $hostProgram = New-Program -Name host -Package P5.GoPlugin -Source "$root/tests/install/Host.cs" -Output host-bin
    $backend = & $hostProgram $plugin
    Assert-Answer -Of 'A host on P5.GoPlugin, with a plugin on P5.Plugin,' -Actual $backend -Expected 'file://from-host'

    dotnet tool install p5env --tool-path tools
    # As native code, if the folder has the package for this system.
    $system = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    $native = Test-Path "$packages/p5env.$system.*.nupkg"
    $portable = @(Get-ChildItem tools/.store -Recurse -Filter p5env.dll)
    Assert-Answer -Of "Whether p5env is native on $system" -Actual ($portable.Count -eq 0) -Expected $native
    $command = @($PwshCommand) + $PwshArguments + '-NoProfile', '-Command', '$env:PULUMI_BACKEND_URL'
    $backend = ./tools/p5env exec --path quickstart --stack dev -- @command
    Assert-Answer -Of 'p5env' -Actual $backend -Expected 'file://~/.pulumi'

    Register-PSResourceRepository P5Packages -Uri $packages -Trusted -Force
    try {
        Install-PSResource P5 -Repository P5Packages
        # In a process of its own: Windows does not remove the files of an assembly that is loaded.
        $module, $backend = & $PwshCommand @PwshArguments -NoProfile -Command {
            Use-P5Environment -Path quickstart -Stack prod { (Get-Module P5).ModuleBase, $env:PULUMI_BACKEND_URL }
        }
        Assert-Answer -Of "The module in $module" -Actual $backend -Expected 's3://quickstart-state?region=eu-west-1'
        Uninstall-PSResource P5 -Version (Split-Path $module -Leaf)
    }
    finally {
        Unregister-PSResourceRepository P5Packages
    }
}
finally {
    Pop-Location
    Remove-Item $work -Recurse -Force
}
