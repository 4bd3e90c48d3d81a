BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Enable-P5CredentialStore' {
    BeforeEach {
        $workspace = New-StoredWorkspace hunter2
    }

    AfterEach {
        Disable-P5CredentialStore
        Clear-P5Credential
    }

    It 'lets another session use the login of this one' {
        $store = Enable-TestStore
        $first = Invoke-P5Authenticate dev

        $second = Invoke-FreshPwsh {
            Import-Module $args[0]
            Set-Location $args[1]
            $credential = Invoke-P5Authenticate dev -Verbose 4>&1
            $credential[-1].FromCache
            $credential[-1].ToHashtable()['SSO_PROCESS']
            "$($credential[-2])" -like '*using the stored credential, which expires*'
        } $ModuleManifest, $workspace

        $store | Should -BeOfType P5.CredentialStoreInfo
        $store.IsEnabled | Should -BeTrue
        $first.FromCache | Should -BeFalse
        $second | Should -Be 'True', $first.ToHashtable()['SSO_PROCESS'], 'True'
    }

    It 'uses no other backend than the one that was chosen' {
        $other = $IsWindows ? 'Keychain' : 'Dpapi'

        { Enable-P5CredentialStore $other } | Should -Throw -ErrorId 'P5.StoreUnusable,*'

        (Get-P5CredentialStore).IsEnabled | Should -BeFalse
    }

    It 'asks no one for a passphrase if the session is not interactive' {
        $failure = Invoke-FreshPwsh {
            Import-Module $args[0]
            try { Enable-P5CredentialStore Passphrase } catch { $_.FullyQualifiedErrorId; "$_" }
        } $ModuleManifest

        $failure[0] | Should -BeLike 'P5.StoreUnusable,*'
        $failure[1] | Should -BeLike '*not interactive*'
    }

    Describe 'in a session whose host would ask, but without a user' {
        BeforeAll {
            # Then with a store that needs a passphrase: its key file has a valid length and number of iterations.
            $unattended = {
                param($Manifest, $Workspace)
                Import-Module $Manifest
                Set-Location $Workspace
                try { Enable-P5CredentialStore Passphrase } catch { "$($_.FullyQualifiedErrorId) $_" }

                $path = (Get-P5CredentialStore).Path
                [System.IO.File]::WriteAllBytes("$path/0a.key", @(1) + [byte[]]::new(79))
                Set-Content "$path/settings.json" '{ "Version": 1, "Backend": "Passphrase", "Id": "0a" }'
                $credential = Invoke-P5Authenticate dev -WarningVariable warning -WarningAction SilentlyContinue
                $credential.ToHashtable()['SSO_TOKEN']
                $warning.Message
                'the end'
            }

            function Assert-Unattended([string[]] $Output) {
                $Output[0] | Should -BeLike 'P5.StoreUnusable,* *not interactive*'
                $Output[1] | Should -Be hunter2
                $Output[2] | Should -BeLike '*not interactive*'
                $Output[3] | Should -Be 'the end'
            }
        }

        It 'asks no one in a shell with closed input' {
            $script = Join-Path $workspace unattended.ps1
            Set-Content $script $unattended

            $output = @() | & $PwshCommand @PwshArguments -NoProfile -File $script $ModuleManifest $workspace

            $LASTEXITCODE | Should -Be 0
            Assert-Unattended $output
        }

        It 'asks no one in a job' {
            $job = Start-Job $unattended -ArgumentList $ModuleManifest, $workspace

            # A job that asks is an error here.
            $null = Wait-Job $job -Timeout $PatienceSec -ErrorAction Stop

            Assert-Unattended (Receive-Job $job)
            Remove-Job $job -Force
        }
    }

    It 'changes nothing with -WhatIf' {
        Enable-P5CredentialStore -WhatIf

        (Get-P5CredentialStore).IsEnabled | Should -BeFalse
    }

    It 'completes the backends' {
        Complete 'Enable-P5CredentialStore P' | Should -Be ($IsWindows ? 'Passphrase' : 'Pass', 'Passphrase')
    }
}
