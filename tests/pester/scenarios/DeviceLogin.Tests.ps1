<#
The larger sample, examples/plugins/oidc-device-csharp, as its user meets it: the code shows while the call waits, the
token comes once somebody has approved, and is refreshed without anybody.
#>
BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    $sample = Join-Path $Repository 'examples/plugins/oidc-device-csharp'
    $start = [System.Diagnostics.ProcessStartInfo]::new(
        (Join-Path $sample "identity-server/$BuildOutput/identity-server$Executable"))
    $start.RedirectStandardOutput = $true
    $server = [System.Diagnostics.Process]::Start($start)
    $issuer = $server.StandardOutput.ReadLine()

    $workspace =
        New-Workspace -Toml (Get-PluginToml oidc-device (Join-Path $sample "bin/oidc-device$Executable") -Config @{
            issuer = $issuer; clientId = 'p5'; variable = 'CLOUD_TOKEN'
        })

    # Asks in a runspace of its own, answers the prompt on the provider's page, and hands out what came.
    function Invoke-Login([string] $Decision) {
        $shell = New-Shell $workspace 'Invoke-P5Authenticate dev -Force'
        try {
            $call = $shell.BeginInvoke()
            Wait-Until { $shell.Streams.Information | Where-Object { "$_" -match 'enter the code (\S+)' } }
            $prompt = @($shell.Streams.Information | ForEach-Object { "$_" }) -match 'enter the code'
            $null = $prompt[0] -match 'enter the code (?<Code>\S+)'
            $call.IsCompleted | Should -BeFalse -Because 'the code must show while the call waits'
            $form = @{ user_code = $Matches.Code; decision = $Decision }
            $null = Invoke-RestMethod "$issuer/activate" -Method Post -Body $form
            [pscustomobject]@{ Prompt = $prompt; Credential = $shell.EndInvoke($call); Error = @($shell.Streams.Error) }
        }
        finally {
            $shell.Dispose()
        }
    }
}

AfterAll {
    Restore-Session
    $server.Kill()
    $server.Dispose()
}

Describe 'A login by device code' {
    BeforeEach {
        Stop-P5Plugin
        Clear-P5Credential
    }

    It 'shows the code while it waits, and gives the token for its lifetime' {
        $login = Invoke-Login approve

        $login.Prompt | Should -BeLike '*oidc-device*To sign in, open http://127.0.0.1:*/activate and enter the code *'
        $login.Credential.ToHashtable().CLOUD_TOKEN | Should -BeLike 'access-*'
        ($login.Credential.ExpiresAt - [datetime]::Now).TotalMinutes | Should -BeGreaterThan 55
        ($login.Credential.ExpiresAt - [datetime]::Now).TotalMinutes | Should -BeLessThan 60
    }

    It 'refreshes the token without the person' {
        $first = (Invoke-Login approve).Credential

        $second = Invoke-P5Authenticate dev -Force -InformationVariable information

        $second.ToHashtable().CLOUD_TOKEN | Should -BeLike 'access-*'
        $second.ToHashtable().CLOUD_TOKEN | Should -Not -Be $first.ToHashtable().CLOUD_TOKEN
        $information | Should -BeNullOrEmpty
    }

    It 'keeps the rules, with somebody at the browser' {
        # The settings are not shown, but the address that the prompt begins with is needed.
        $shell = New-Shell $workspace 'Test-P5Plugin -Name oidc-device -Stack dev -TimeoutSec 60'
        try {
            $test = $shell.BeginInvoke()
            Wait-Until {
                $shell.Streams.Information |
                    Where-Object { "$_" -match "open $issuer/activate and enter the code (\S+)" }
            }
            $null = "$($shell.Streams.Information)" -match 'enter the code (?<Code>\S+)'
            $form = @{ user_code = $Matches.Code; decision = 'approve' }
            $null = Invoke-RestMethod "$issuer/activate" -Method Post -Body $form
            $checks = $shell.EndInvoke($test)
        }
        finally {
            $shell.Dispose()
        }

        $checks | Should -HaveCount 20
        $checks | Where-Object { $_.Outcome -ne 'Pass' -and -not ($IsWine -and $_.Id -eq 'AutoMtls') } |
            Should -BeNullOrEmpty
        ($checks | Where-Object Id -EQ Variables).Evidence | Should -Be 'CLOUD_TOKEN'
    }

    It 'says that the person refused' {
        $login = Invoke-Login deny

        $login.Credential | Should -BeNullOrEmpty
        $login.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.AuthenticationFailed*'
        "$($login.Error[0])" | Should -BeLike '*denied in the browser*'
    }
}
