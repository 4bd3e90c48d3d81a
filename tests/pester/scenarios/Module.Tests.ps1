BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'The module' {
    It 'has a valid manifest with the project''s version' {
        $manifest = Test-ModuleManifest $ModuleManifest -WarningVariable warnings -ErrorVariable problems

        "$($manifest.Version)" | Should -Be $ModuleVersion
        $warnings | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'exports the cmdlets of its manifest and nothing else' {
        $manifest = Import-PowerShellDataFile $ModuleManifest
        $implemented = [P5.Credential].Assembly.GetExportedTypes() |
            ForEach-Object { $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object { "$($_.VerbName)-$($_.NounName)" }

        $exported = Get-Command -Module P5

        $exported.CommandType | Sort-Object -Unique | Should -Be 'Cmdlet'
        $exported.Name | Sort-Object | Should -Be ($implemented | Sort-Object)
        $exported.Name | Where-Object { $_ -notin $manifest.CmdletsToExport } | Should -BeNullOrEmpty
    }

    It 'gives every cmdlet that changes something -WhatIf' {
        Get-Command -Module P5 -Verb Set, Clear, Stop, Convert, Export, New | ForEach-Object {
            $_.Parameters.Keys | Should -Contain 'WhatIf' -Because $_.Name
        }
    }

    It 'names its cmdlets with approved verbs and singular nouns, and exports nothing by a wildcard' {
        $manifest = Import-PowerShellDataFile $ModuleManifest

        $manifest.CmdletsToExport | ForEach-Object {
            $verb, $noun = $_ -split '-'
            $verb | Should -BeIn (Get-Verb).Verb
            $noun | Should -MatchExactly '^P5[A-Z][A-Za-z]*[^s]$'
        }
        $manifest.CmdletsToExport + $manifest.FunctionsToExport + $manifest.AliasesToExport +
            $manifest.VariablesToExport |
            Should -Not -Match '[*?]'
    }

    It 'says of every cmdlet what it writes' {
        $silent = Get-Command -Module P5 | Where-Object { -not $_.OutputType } | ForEach-Object Name

        $silent |
            Should -Be 'Clear-P5Credential', 'Clear-P5CredentialStore', 'Disable-P5AutoEnvironment',
                'Disable-P5CredentialStore', 'Enable-P5AutoEnvironment', 'Remove-P5Secret',
                'Revoke-P5Workspace', 'Stop-P5Plugin'
    }

    It 'takes plugins, stacks and paths in the same way everywhere' {
        foreach ($cmdlet in Get-Command -Module P5) {
            # A new plugin's name is not in use yet.
            foreach ($name in 'Name', 'Plugin', 'Stack' | Where-Object { $cmdlet.Verb -ne 'New' -and
                $cmdlet.Parameters.ContainsKey($_) }) {
                $attributes = $cmdlet.Parameters[$name].Attributes.TypeId.Name
                $attributes | Should -Contain 'ArgumentCompleterAttribute' -Because "$cmdlet -$name"
                # Get-P5Plugin pipes a null if no stack is selected, and Clear-P5Credential needs none.
                if ("$cmdlet $name" -ne 'Clear-P5Credential Stack') {
                    $attributes | Should -Contain 'ValidateNotNullOrEmptyAttribute' -Because "$cmdlet -$name"
                }

                if ($cmdlet.Parameters[$name].ParameterType.IsArray) {
                    $attributes | Should -Contain 'SupportsWildcardsAttribute' -Because "$cmdlet -$name"
                }
            }

            if ($cmdlet.Parameters.ContainsKey('LiteralPath')) {
                $cmdlet.Parameters['LiteralPath'].Aliases | Should -Be 'PSPath', 'LP', 'FullName'
            }
        }
    }

    Context 'assemblies' {
        BeforeAll {
            $null = New-Workspace -Toml @(
                Get-EnvToml @{ A = '1' }
                Get-PluginToml dev-env $DevEnv)
            # Else .NET compiles again, on a thread of its own, what is called often, and loads what that refers to: on a
            # busy machine, that is before the first use.
            $env:DOTNET_TC_CallCounting = '0'
            $shells = 1..3 | ForEach-Object {
                , @(Invoke-FreshPwsh {
                        $null = [System.Reflection.Assembly]::LoadFrom($args[1])
                        [P5.Testing.AssemblyLoads]::Record()
                        function Get-Loaded([string] $When) {
                            [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object {
                                $context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name
                                $name = $_.GetName().Name
                                if ($context -eq 'P5' -or
                                    $name -match '^P5\.(?!Testing)|^Google\.Protobuf$|^SharpYaml$|^DiffPlex$') {
                                    "${When}, in ${context}: $name"
                                }
                            }
                        }

                        # Twice: such an expression loads an assembly itself.
                        $before = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name
                        $before = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name
                        Import-Module $args[0]
                        [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name |
                            Where-Object { $_ -notin $before } | ForEach-Object { "new: $_" }
                        $null = Get-Command -Module P5 -Syntax
                        Get-Loaded imported
                        [P5.Testing.AssemblyLoads]::Stacks -split "`n" | ForEach-Object { "stack: $_" }
                        $null = Invoke-P5Authenticate dev
                        Get-Loaded used
                        if ($IsLinux) {
                            (Get-Content /proc/self/maps) -cmatch '\.so' -replace '^.*/', 'mapped: '
                        }

                        $null = Convert-P5Config
                        Get-Loaded converted
                    } $ModuleManifest, (Join-Path $Repository "tests/P5.Testing/$BuildOutput/P5.Testing.dll"))
            }

            Remove-Item Env:DOTNET_TC_CallCounting

            # What is loaded in each of the shells. PowerShell's own start may load assemblies at the same time, on
            # other threads; what a script itself loads, it loads every time.
            $loaded = $shells | ForEach-Object { $_ | Sort-Object -Unique } | Group-Object | Where-Object Count -EQ 3 |
                ForEach-Object Name
            $stacks = ($shells | ForEach-Object { $_ -match '^stack: ' }) -join "`n"
        }

        It 'are the module''s own alone until a cmdlet needs more, and those are beside everyone else''s' {
            $loaded -match '^imported' | Should -Be 'imported, in Default: P5.PowerShell' -Because $stacks
            $loaded -match '^used, in Default' | Should -Be 'used, in Default: P5.PowerShell'
            $loaded | Should -Contain 'used, in P5: P5.Host'
            $loaded | Should -Not -Match 'Tmds|ProtectedData' -Because 'the credential store is off'
            $loaded | Should -Not -Match 'AWSSDK|Microsoft\.Identity|P5\.Sources\.' -Because (
                'no plugin is a source with its own assembly')
            $loaded | Should -Contain 'used, in P5: Google.Protobuf'
            $loaded | Should -Contain 'used, in P5: SharpYaml'
            $loaded | Should -Not -Contain 'used, in P5: P5.Migration'
            $loaded | Should -Not -Contain 'used, in P5: DiffPlex'
            $loaded -match '^used.*Checks' |
                Should -BeNullOrEmpty -Because 'only Test-P5Plugin needs the rules for plugins'
            $loaded | Should -Contain 'converted, in P5: P5.Migration'
            $loaded | Should -Contain 'converted, in P5: DiffPlex'
            $loaded -match '^converted, in Default' | Should -Be 'converted, in Default: P5.PowerShell'
        }

        # It takes longer to load than to read the configuration, and only pins, approvals and certificates need it.
        It 'include no OpenSSL after a first call' -Skip:(-not $IsLinux) {
            $loaded -match '^mapped: libcoreclr' | Should -Not -BeNullOrEmpty -Because 'else nothing is listed'
            $loaded -match '^mapped: lib(ssl|crypto)' | Should -BeNullOrEmpty
        }

        It 'are one more after the import, whoever brings the others' {
            $loaded -match '^new: ' | Should -Be 'new: P5.PowerShell'
        }
    }

    # A count, since a time would be the machine's. Without the code compiled ahead it is above 2,000.
    It 'compiles few methods at the first call if its code was compiled ahead' {
        $images = Join-Path (Split-Path $ModuleManifest) 'lib/*/P5.Host.dll'
        if (-not (Test-Path $images)) {
            Set-ItResult -Skipped -Because 'only a Release build compiles ahead'
            return
        }

        $null = New-Workspace
        # Methods that are compiled a second time, for speed, would count too, and come when the machine has time.
        $env:DOTNET_TC_CallCounting = '0'
        try {
            # As a file: the engine of the .NET tool is not compiled ahead, and a script block would have it compile
            # more.
            $script = Join-Path $TestDrive 'count.ps1'
            Set-Content $script @'
Import-Module $args[0]
$before = [System.Runtime.JitInfo]::GetCompiledMethodCount()
$null = Invoke-P5Authenticate dev
[System.Runtime.JitInfo]::GetCompiledMethodCount() - $before
'@
            $count = [int](& $PwshCommand @PwshArguments -NoProfile -NonInteractive -File $script $ModuleManifest)
        }
        finally {
            Remove-Item Env:DOTNET_TC_CallCounting
        }

        # 890 to 940 were seen; 420 to 540 before gRPC came from a package.
        $count | Should -BeLessThan 1050
    }

    It 'can be imported twice' {
        $null = New-Workspace

        Import-Module $ModuleManifest -Force
        Import-Module $ModuleManifest -Force

        (Invoke-P5Authenticate dev).Plugin | Should -Be 'dev-env'
    }

    It 'stops its plugins when it is removed, and can still restore what it changed when it is imported again' {
        $null = New-Workspace -Stack @{ dev = Get-StackYaml dev-env @{ backendUrl = 's3://dev' } }
        Set-P5Environment dev
        $id = (Get-P5Plugin).ProcessId

        Remove-Module P5

        Test-Alive $id | Should -BeFalse
        $env:PULUMI_BACKEND_URL | Should -Be 's3://dev'
        Import-Module $ModuleManifest
        Clear-P5Environment
        Test-Path Env:PULUMI_BACKEND_URL | Should -BeFalse
    }

    It 'keeps its plugins while another runspace still has the module' {
        $null = New-Workspace
        $null = Invoke-P5Authenticate dev -Force
        $id = (Get-P5Plugin).ProcessId

        $shell =
            [powershell]::Create().AddScript('Import-Module $args[0]; Remove-Module P5').AddArgument($ModuleManifest)
        $null = $shell.Invoke()
        $shell.HadErrors | Should -BeFalse
        $shell.Dispose()

        Test-Alive $id | Should -BeTrue
    }

    It 'kills its plugins with the shell, which does not wait for them: <Scenario>' -ForEach @(
        @{ Scenario = 'at exit'; End = 'exit 7'; ExitCode = 7 }
        @{ Scenario = 'at the end of a script'; End = ''; ExitCode = 0 }
        @{ Scenario = 'at [Environment]::Exit'; End = '[Environment]::Exit(8)'; ExitCode = 8 }
    ) {
        $null = New-Workspace -Toml (Get-PluginToml faulty $Faulty ignore-shutdown)
        $env:FAULTY_SHUTDOWN = Join-Path (Get-Location) 'asked'
        try {
            Invoke-FreshPwsh ([scriptblock]::Create("
                Import-Module `$args[0]
                Invoke-P5Authenticate dev -ErrorAction Ignore
                (Get-P5Plugin).ProcessId | Set-Content id.txt
                $End")) $ModuleManifest
        }
        finally {
            Remove-Item Env:FAULTY_SHUTDOWN
        }

        $LASTEXITCODE | Should -Be $ExitCode
        Test-Alive (Get-Content id.txt) | Should -BeFalse
        Join-Path (Get-Location) 'asked' | Should -Not -Exist
    }

    It 'is loaded by the first use of a cmdlet from a folder of PSModulePath' {
        $null = New-Workspace
        $plugin = Invoke-FreshPwsh {
            $env:PSModulePath = $args[0] + [System.IO.Path]::PathSeparator + $env:PSModulePath
            (Invoke-P5Authenticate dev).Plugin
        } (Split-Path (Split-Path (Split-Path $ModuleManifest)))

        $plugin | Should -Be 'dev-env'
    }
}
