BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
    . $PSScriptRoot/../../pwsh/Pwsh.ps1

    function Get-CredentialFile {
        Get-ChildItem (Join-Path $env:XDG_STATE_HOME p5/files) -Recurse -File -ErrorAction Ignore |
            Where-Object Name -Like 'P5TEST_*'
    }

    # A plugin whose variable P5TEST_FILE is a file.
    function Get-FileToml([string] $Lifetime = '0', [string] $Files = "'P5TEST_FILE'") {
        (Get-PluginToml recorder $Recorder).Replace('cmd =', "files = [$Files]`ncmd =") + @"

ttl = '$Lifetime'
"env.P5TEST_FILE" = "hunter2\r\nöä"
"env.P5TEST_OTHER" = "other"
"@
    }

    $Content = "hunter2`r`nöä"
}

AfterAll {
    Restore-Session
}

Describe 'A variable that is a file' {
    AfterEach {
        Clear-P5Environment
        Clear-P5Credential
        Remove-Item Env:P5TEST_*
    }

    It 'is a private file from Set-P5Environment to Clear-P5Environment' {
        $null = New-Workspace -Toml (Get-FileToml)
        $env:P5TEST_FILE = 'mine'

        $changes = Set-P5Environment dev -PassThru

        [System.IO.File]::ReadAllText($env:P5TEST_FILE) | Should -BeExactly $Content
        if (-not $IsWindows) {
            (Get-Item $env:P5TEST_FILE).UnixMode | Should -Be '-rw-------'
        }

        ($changes | Where-Object Name -EQ P5TEST_FILE).File | Should -Be $env:P5TEST_FILE
        ($changes | Where-Object Name -EQ P5TEST_OTHER).File | Should -BeNullOrEmpty
        (Get-P5Environment).Files | Should -Be $env:P5TEST_FILE
        $path = $env:P5TEST_FILE
        Clear-P5Environment

        $env:P5TEST_FILE | Should -Be 'mine'
        $path | Should -Not -Exist
        Get-CredentialFile | Should -BeNullOrEmpty
    }

    It 'is replaced with another stack' {
        $null = New-Workspace -Toml (Get-FileToml) -Stack @{
            dev = ''; prod = Get-StackYaml recorder @{ 'env.P5TEST_FILE' = 'prod' }
        }
        Set-P5Environment dev
        $old = $env:P5TEST_FILE

        Set-P5Environment prod

        $env:P5TEST_FILE | Should -Not -Be $old
        Get-Content $env:P5TEST_FILE | Should -Be 'prod'
        (Get-CredentialFile).FullName | Should -Be $env:P5TEST_FILE
    }

    It 'keeps its path when a new credential replaces the content' {
        $null = New-Workspace -Toml ((Get-FileToml) + "`ncount = 'P5TEST_FILE'`n")
        Set-P5Environment dev
        $path = $env:P5TEST_FILE
        Get-Content $path | Should -Be '1'

        Set-P5Environment dev -Force

        $env:P5TEST_FILE | Should -Be $path
        Get-Content $path | Should -Be '2'
        (Get-CredentialFile).FullName | Should -Be $path
    }

    It 'exists at the path that a later plugin has returned' {
        $next = (Get-PluginToml next $Recorder) + "`ninherited = 'P5TEST_FILE'`n"
        $null = New-Workspace -Toml ("order = ['recorder']`n" + (Get-FileToml -Lifetime 3600) + "`n" + $next)
        $copy = 'INHERITED_P5TEST_FILE'

        $said = Invoke-P5Command -Stack dev $PwshCommand @PwshArguments -NoProfile -NonInteractive -Command (
            "[System.IO.File]::ReadAllText(`$env:$copy).Length; `$env:$copy")

        $said[0] | Should -Be $Content.Length
        Invoke-P5Authenticate dev -Force -Plugin recorder | Out-Null
        Set-P5Environment dev
        [System.IO.File]::ReadAllText($env:INHERITED_P5TEST_FILE) | Should -BeExactly $Content
        $env:INHERITED_P5TEST_FILE | Should -Be $said[1]
        { Export-P5Environment dev -Plugin next } | Should -Throw -ErrorId 'P5.ExportFailed,*'
    }

    It 'is shown by its path, never by its content' {
        $null = New-Workspace -Toml (Get-FileToml)

        $preview = Get-Stream { Set-P5Environment dev -WhatIf -Verbose }
        $preview.Text | Should -Not -Match 'hunter2'
        Test-Path Env:P5TEST_FILE | Should -BeFalse
        Get-CredentialFile | Should -BeNullOrEmpty

        $shown = Get-Stream { Set-P5Environment dev -PassThru -Verbose; Get-P5Environment }
        $shown.Verbose | Should -Contain "P5TEST_FILE is a file: $env:P5TEST_FILE"
        $shown.Output | Format-List * | Out-String -Width 400 | Should -Not -Match 'hunter2'
        $shown.Output | ConvertTo-Json -Depth 5 | Should -Not -Match 'hunter2'
        $shown.Output | Format-List | Out-String -Width 400 |
            Should -Match ([regex]::Escape($env:P5TEST_FILE))
    }

    It 'has its content in the hash table of the credential' {
        $null = New-Workspace -Toml (Get-FileToml)

        (Invoke-P5Authenticate dev).ToHashtable().P5TEST_FILE | Should -BeExactly $Content
        Get-CredentialFile | Should -BeNullOrEmpty
    }

    It 'exists in a block and is gone after it' {
        $null = New-Workspace -Toml (Get-FileToml)

        $path = Use-P5Environment dev {
            [System.IO.File]::ReadAllText($env:P5TEST_FILE) | Should -BeExactly $Content
            $env:P5TEST_FILE
        }

        $path | Should -Not -BeNullOrEmpty
        $path | Should -Not -Exist
        Test-Path Env:P5TEST_FILE | Should -BeFalse
    }

    It 'exists for one command and is gone after it' {
        $null = New-Workspace -Toml (Get-FileToml)

        $said = Invoke-P5Command -Stack dev $PwshCommand @PwshArguments -NoProfile -NonInteractive -Command (
            '[System.IO.File]::ReadAllText($env:P5TEST_FILE).Length; $env:P5TEST_FILE; exit 3')

        $said[0] | Should -Be $Content.Length
        $said[1] | Should -Not -Exist
        $LASTEXITCODE | Should -Be 3
        Test-Path Env:P5TEST_FILE | Should -BeFalse
        Get-CredentialFile | Should -BeNullOrEmpty
    }

    It 'is deleted when its credential expires, and the variable keeps the path' {
        $null = New-Workspace -Toml (Get-FileToml -Lifetime 1)
        Set-P5Environment dev
        $path = $env:P5TEST_FILE

        Wait-Until { -not (Test-Path $path) }

        $env:P5TEST_FILE | Should -Be $path
        (Get-P5Environment).Files | Should -BeNullOrEmpty
    }

    It 'is not exported' {
        $null = New-Workspace -Toml (Get-FileToml)

        $failure = { Export-P5Environment dev } | Should -Throw -ErrorId 'P5.ExportFailed,*' -PassThru

        $failure.Exception.Message | Should -Be (
            "P5TEST_FILE of plugin 'recorder' is a file, which cannot be exported: nothing would delete it.")
        $failure.ErrorDetails.RecommendedAction | Should -BeLike (
            'Run the command that needs them with Invoke-P5Command. *-Plugin.')
    }

    It 'applies nothing if it cannot be written' -Skip:$IsWindows {
        $null = New-Workspace -Toml (Get-FileToml)

        $said = Invoke-FreshPwsh {
            $env:XDG_STATE_HOME = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid())
            Set-Content $env:XDG_STATE_HOME 'no folder'
            try {
                Import-Module $args[0]
                Set-Location $args[1]
                try { Set-P5Environment dev } catch { "$($_.FullyQualifiedErrorId)|$_" }
                Test-Path Env:P5TEST_OTHER
            }
            finally {
                Remove-Item $env:XDG_STATE_HOME
            }
        } $ModuleManifest, (Get-Location).Path

        $said[0] | Should -BeLike "P5.StateUnusable,*|The file of P5TEST_FILE of plugin 'recorder' cannot be written: *"
        $said[0] | Should -Not -Match 'hunter2'
        $said[1] | Should -Be 'False'
    }

    It 'warns of a name that the plugin does not return' {
        $null = New-Workspace -Toml (Get-FileToml -Files "'P5TEST_MISSING'")

        $said = Get-Stream { Invoke-P5Authenticate dev }

        $said.Warning | Should -BeLike ("P5.EnvironmentInvalid: Plugin 'recorder' did not return P5TEST_MISSING, " +
            'which *p5.toml:2:1 lists in files.*')
    }

    It 'is checked by Test-P5Config with file and line' {
        $workspace = New-Workspace -Toml (Get-FileToml -Files "'P5TEST_FILE', 'LD_PRELOAD'")

        $found = Test-P5Config

        $found.Id | Should -Be 'InvalidValue'
        $found.File | Should -Be (Join-Path $workspace p5.toml)
        $found.Line | Should -Be 2
        $found.Message | Should -Match 'must not name LD_PRELOAD, which '
    }
}

Describe 'A file and the end of its shell' {
    BeforeEach {
        $Workspace = New-Workspace -Toml (Get-FileToml)
    }

    It 'is deleted at <_>' -ForEach 'the end of a script', 'exit', 'throw' {
        $end = switch ($_) { 'exit' { 'exit 4' } 'throw' { 'throw "enough"' } default { '' } }
        $said = Invoke-FreshPwsh ([scriptblock]::Create(@"
            Import-Module '$ModuleManifest'
            Set-Location '$Workspace'
            Set-P5Environment dev
            `$env:P5TEST_FILE
            Test-Path `$env:P5TEST_FILE
            $end
"@)) 2>$null

        $said[1] | Should -Be 'True'
        $said[0] | Should -Not -Exist
        Get-CredentialFile | Should -BeNullOrEmpty
    }

    It 'is deleted by the next shell after a kill' -Tag Hostile {
        $said = Invoke-FreshPwsh {
            Import-Module $args[0]
            Set-Location $args[1]
            Set-P5Environment dev
            [System.Console]::WriteLine($env:P5TEST_FILE)
            [System.Console]::Out.Flush()
            [System.Diagnostics.Process]::GetCurrentProcess().Kill()
        } $ModuleManifest, $Workspace.ToString()
        @($said)[0] | Should -Exist

        $other = Invoke-FreshPwsh {
            Import-Module $args[0]
            Set-Location $args[1]
            Test-Path $args[2]
            $null = Invoke-P5Authenticate dev
            Test-Path $args[2]
        } $ModuleManifest, $Workspace.ToString(), @($said)[0]

        $other | Should -Be 'True', 'False'
    }

    It 'stays as long as the variables do if the module is removed' {
        $said = Invoke-FreshPwsh {
            Import-Module $args[0]
            Set-Location $args[1]
            Set-P5Environment dev
            Remove-Module P5
            $env:P5TEST_FILE
            Test-Path $env:P5TEST_FILE
            Import-Module $args[0]
            Clear-P5Environment
            Test-Path Env:P5TEST_FILE
        } $ModuleManifest, $Workspace.ToString()

        $said[1..2] | Should -Be 'True', 'False'
        $said[0] | Should -Not -Exist
    }
}
