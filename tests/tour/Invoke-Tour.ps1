<#
Runs the blocks of docs/tour.md in a session of their own, and hands out for each what it printed and what the page
says. With -Update it writes what was printed into the page:

    dotnet pwsh -NoProfile -File tests/tour/Invoke-Tour.ps1 -Update

A block that follows "tour: the workspace with a login" runs in a workspace with the plugin of
examples/plugins/oidc-device-csharp. Whoever it asks to sign in does so, as soon as its code is seen.
#>
param(
    # The folder, below a project's own, that its build goes to.
    [string] $BuildOutput = 'bin/Debug/net10.0',
    [switch] $Update)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$repository = Split-Path (Split-Path $PSScriptRoot)
$page = Join-Path $repository 'docs/tour.md'
$temporary = Join-Path ([System.IO.Path]::GetTempPath()) "p5-tour-$([guid]::NewGuid().ToString('n'))"
$sample = Join-Path $repository 'examples/plugins/oidc-device-csharp'
$executable = $IsWindows ? '.exe' : ''
$start = [System.Diagnostics.ProcessStartInfo]::new(
    (Join-Path $sample "identity-server/$BuildOutput/identity-server$executable"))
$start.RedirectStandardOutput = $true
$provider = [System.Diagnostics.Process]::Start($start)
$runspace = [runspacefactory]::CreateRunspace()

# Runs a script in the tour's session, and signs in once the plugin that waits for it has shown its code.
function Invoke-InTour([string] $Script, [object[]] $InputObject = @()) {
    $shell = [powershell]::Create($runspace).AddScript($Script)
    try {
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $given = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $InputObject | ForEach-Object { $given.Add($_) }
        $given.Complete()
        $run = $shell.BeginInvoke($given, $output)
        $signedIn = $false
        while (-not $run.AsyncWaitHandle.WaitOne(20)) {
            # By index: an enumerator would wait for the end of the output.
            $sofar = @(for ($index = 0; $index -lt $output.Count; $index++) { $output[$index] })
            if (-not $signedIn -and "$sofar" -match 'enter the code (?<Code>[\d-]+)') {
                $form = @{ user_code = $Matches.Code; decision = 'approve' }
                $null = Invoke-RestMethod "$issuer/activate" -Method Post -Body $form
                $signedIn = $true
            }
        }

        $null = $shell.EndInvoke($run)
        $output
    }
    finally {
        $shell.Dispose()
    }
}

# What a console would show of the objects and records that a block wrote.
function Format-Output([psobject[]] $Output) {
    $objects = [System.Collections.Generic.List[psobject]]::new()
    $text = [System.Text.StringBuilder]::new()
    foreach ($item in $Output + $null) {
        $line = switch ($item) {
            { $null -eq $_ } { '' }
            { $_ -is [System.Management.Automation.VerboseRecord] } { "VERBOSE: $_" }
            { $_ -is [System.Management.Automation.WarningRecord] } { "WARNING: $_" }
            { $_ -is [System.Management.Automation.InformationRecord] } { "$_" }
        }
        if ($null -eq $line) {
            $objects.Add($item)
            continue
        }

        if ($objects.Count) {
            $null = $text.Append(
                "$(Invoke-InTour '$PSStyle.OutputRendering = "PlainText"; $input | Out-String -Width 80' $objects)")
            $objects.Clear()
        }

        $null = $text.AppendLine($line)
    }

    $shown = $text.ToString().Replace($repository, '/home/me/p5').Replace($temporary, '/home/me').Replace(
        $issuer, 'https://login.example.com')
    $lines = $shown -split '\r?\n' | ForEach-Object TrimEnd
    ($lines -join "`n").Trim("`n") -replace '\n{3,}', "`n`n"
}

try {
    foreach ($name in 'PULUMI_STACK', 'PULUMI_BACKEND_URL', 'PULUMI_CONFIG_PASSPHRASE') {
        Remove-Item Env:$name -ErrorAction Ignore
    }

    $env:PULUMI_HOME = Join-Path $temporary '.pulumi'
    $issuer = $provider.StandardOutput.ReadLine()
    $login = (New-Item (Join-Path $temporary 'shop') -ItemType Directory).FullName
    Set-Content (Join-Path $login 'Pulumi.yaml') "name: shop`nruntime: yaml"
    Set-Content (Join-Path $login 'Pulumi.dev.yaml') 'config: {}'
    Set-Content (Join-Path $login 'p5.toml') @"
[plugins.sso]
cmd = '$(Join-Path $sample "bin/oidc-device$executable")'
[plugins.sso.config]
issuer = '$issuer'
clientId = 'p5'
variable = 'SSO_TOKEN'
"@
    $runspace.Open()
    $null = $runspace.SessionStateProxy.Path.SetLocation((Join-Path $repository 'examples/quickstart'))

    $results = [System.Collections.Generic.List[object]]::new()
    $text = (Get-Content -Raw $page).Replace("`r`n", "`n")
    $block = [regex] ('(?s)(?<login><!-- tour: the workspace with a login -->\n\n)?' +
        '```powershell\n(?<code>.*?)```\n\n```text\n(?<shown>.*?)```')
    $written = $block.Replace($text, [System.Text.RegularExpressions.MatchEvaluator] {
            param($match)
            if ($match.Groups['login'].Success) {
                $null = $runspace.SessionStateProxy.Path.SetLocation($login)
            }

            $code = $match.Groups['code'].Value
            $printed = Format-Output (Invoke-InTour ". { $code } *>&1")
            $shown = $match.Groups['shown']
            $results.Add([pscustomobject]@{
                Code = $code.TrimEnd()
                Printed = $printed
                Shown = $shown.Value.TrimEnd("`n")
            })
            $start = $shown.Index - $match.Index
            $match.Value.Substring(0, $start) + "$printed`n" + $match.Value.Substring($start + $shown.Length)
        })
    if ($Update) {
        Set-Content $page $written -NoNewline
    }
    else {
        $results
    }
}
finally {
    $runspace.Dispose()
    $provider.Kill()
    $provider.Dispose()
    Remove-Item $temporary -Recurse -ErrorAction Ignore
}
