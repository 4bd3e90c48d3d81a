BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # What the view prints, with its colours or without.
    function Show([object] $InputObject, [int] $Width = 80, [string] $Rendering = 'PlainText') {
        $saved = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = $Rendering
            ($InputObject | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
        }
        finally {
            $PSStyle.OutputRendering = $saved
        }
    }

    # A secret as it is listed. No key is needed for that, and not every system has one without a prompt.
    function New-ListedSecret([string] $Folder) {
        $path = (Get-P5CredentialStore).Path
        $header = @{ Name = 'shop/prod'; Folders = @($Folder); SetAt = '2026-01-02T03:04:05+00:00' } | ConvertTo-Json
        $text = [System.Text.Encoding]::UTF8.GetBytes($header)
        $magic = [System.Text.Encoding]::ASCII.GetBytes("P5STORE`u{1}")
        $null = New-Item $path -ItemType Directory -Force
        $file = Join-Path $path listed.secret
        [System.IO.File]::WriteAllBytes($file, $magic + [BitConverter]::GetBytes($text.Length) + $text)
        Get-P5Secret
        Remove-Item $file
    }
}

AfterAll {
    Restore-Session
}

Describe 'Views' {
    BeforeAll {
        $long = 'a-plugin-with-a-rather-long-name'
        $workspace = New-Workspace -Stack @{ 'prod-europe-west-1' = '' } -Toml @(
            Get-PluginToml $long $Recorder -Config @{
                ttl = '2530'
                'env.SOME_VARIABLE' = 'hunter2'
                'env.ANOTHER_VARIABLE' = 'hunter2'
            }
            Get-PluginToml always $Recorder -Config @{ ttl = '-1' }
            Get-PluginToml short $Recorder -Config @{ ttl = '1' }
            '[plugins.kubernetes]'
            '[plugins.odd]'
            'cmd = "./odd"')
        $env:PULUMI_STACK = 'prod-europe-west-1'
        $old = Join-Path $workspace 'old.toml'
        Set-Content (
            Join-Path (New-Item (Join-Path $workspace old) -ItemType Directory) 'p5.toml') "[plugins.a]`nsource = './a'"
        $credentials = Invoke-P5Authenticate -ErrorAction Ignore
        $objects = @{
            Credential       = $credentials
            EnvironmentChange = $credentials | Set-P5Environment -PassThru
            ConfigDiagnostic = Test-P5Config
            ConfigConversion = Convert-P5Config old -WarningAction Ignore
            PluginConversion = (Convert-P5Config old -WarningAction Ignore).Plugins
            ConfigSource     = (Get-P5Plugin $long).Sources
            PluginCheck      = Test-P5Plugin $Recorder
            PluginProject    = New-P5Plugin a-new-plugin go
            Workspace        = Get-P5Workspace
            AppliedEnvironment = Get-P5Environment
            CredentialStoreInfo = Get-P5CredentialStore
            CredentialStoreCheck = Test-P5CredentialStore Passphrase
            Secret           = New-ListedSecret $workspace
        }

        # On a busy machine, its credential may have expired before it is listed, and then has no time.
        Wait-Until {
            $null = Invoke-P5Authenticate -Plugin short
            $objects.PluginInfo = Get-P5Plugin
            $objects.PluginInfo.Where({ $_.Name -eq 'short' }).ExpiresAt
        }

        Wait-Until { $objects.PluginInfo.Where({ $_.Name -eq 'short' }).ExpiresAt -lt [datetime]::Now }
    }

    It 'have a table, a list and a wide view for every type that cmdlets write' {
        $written = Get-Command -Module P5 | ForEach-Object OutputType | ForEach-Object Type |
            Where-Object Namespace -EQ 'P5'

        $written | ForEach-Object Name | Should -BeIn $objects.Keys
        foreach ($type in $objects.Keys) {
            "P5.$type" | Should -BeIn (Get-FormatData "P5.$type").TypeNames
            $controls = (Get-FormatData "P5.$type").FormatViewDefinition.Control
            $shown = @(
                $controls.Where({ $_ -is [System.Management.Automation.ListControl] }).Entries.Items.DisplayEntry
                $controls.Where({ $_ -is [System.Management.Automation.WideControl] }).Entries.DisplayEntry)
            $shown | Should -HaveCount ($shown.Count -gt 1 ? $shown.Count : 2)
            $properties = $objects[$type][0].PSObject.Properties.Name
            $shown.Where({ $_.ValueType -eq 'Property' }).Value | Should -BeIn $properties
        }
    }

    It 'have property names as headings, which Select-Object takes: <_>' -ForEach @(
        'Credential', 'PluginInfo', 'EnvironmentChange', 'ConfigDiagnostic', 'ConfigConversion', 'PluginConversion',
        'ConfigSource', 'PluginCheck', 'PluginProject', 'Workspace', 'AppliedEnvironment',
        'CredentialStoreInfo', 'CredentialStoreCheck', 'Secret'
    ) {
        $controls = (Get-FormatData "P5.$_").FormatViewDefinition.Control
        $tables = $controls.Where({ $_ -is [System.Management.Automation.TableControl] })
        $lists = $controls.Where({ $_ -is [System.Management.Automation.ListControl] })

        $tables | Should -Not -BeNullOrEmpty
        $lists | Should -Not -BeNullOrEmpty
        $headings = @(
            $tables.Headers.Label
            $lists.Entries.Items | ForEach-Object { $_.Label ? $_.Label : $_.DisplayEntry.Value })
        $headings | Should -BeIn $objects[$_][0].PSObject.Properties.Name
        $tables.Rows.Wrap | Should -Not -Contain $false
    }

    It 'show the longest id of a finding in one line' {
        $null = New-Workspace -Toml '[plugins.k9s]'
        $program, $stray = New-Item x, y -ItemType Directory
        Set-Content (Join-Path $program Pulumi.yaml) 'name: x'
        Set-Content (Join-Path $stray Pulumi.dev.yaml) 'config:', '  p5:plugins:', '    k9s:', '      a: b'

        $rows = Show (Test-P5Config -Recurse)

        $rows -match '^Warning +StackFileWithoutProgram ' | Should -HaveCount 1
        Set-Location $workspace
    }

    It 'show all variables in 80 columns' {
        $names = 1..12 | ForEach-Object { "A_RATHER_LONG_NAME_$_" }
        $table = @{}
        $names | ForEach-Object { $table[$_] = 'hunter2' }
        $null = New-Workspace -Toml (Get-EnvToml $table)

        $rows = Show (Invoke-P5Authenticate dev)
        $column = $rows[0].IndexOf('VariableNames')
        $shown = ($rows | ForEach-Object { $_.Substring($column) }) -join ''

        foreach ($name in $names) {
            $shown | Should -BeLike "*$name*"
        }
        Set-Location $workspace
    }

    It 'show no control character of a file: <Cmdlet> as <Shape>' -ForEach @(
        foreach ($shape in 'table', 'list', 'wide') {
            foreach ($cmdlet in 'Get-P5Plugin', 'Test-P5Config', 'Invoke-P5Authenticate', 'Get-P5Workspace',
                'Convert-P5Config') {
                @{ Cmdlet = $cmdlet; Shape = $shape }
            }
        }
    ) {
        $null = New-Workspace -Toml @(
            '[plugins."a\u001b[31mb\u0007\u009b"]'
            'cmd = "./x\u001b[0m\u0007"'
            'comand = "x"'
            '[plugins."old\u001b[31m"]'
            'source = "./a"'
            '[plugins.k9s]'
            '[plugins.k9s.config]'
            '"x\u001b[31m" = 1')
        $parameters = $Cmdlet -eq 'Invoke-P5Authenticate' ? @{ Stack = 'dev' } : @{}

        $streams = Get-Stream { & $Cmdlet @parameters -Verbose }

        $streams.Output | Should -Not -BeNullOrEmpty
        $format = @{ table = 'Format-Table'; list = 'Format-List'; wide = 'Format-Wide' }[$Shape]
        $text = (Show ($streams.Output | & $format)) + $streams.Warning + $streams.Verbose +
            ($streams.Error | ForEach-Object { "$_"; $_.ErrorDetails.RecommendedAction }) -join ''
        $text | Should -Not -Match '[\x00-\x1f\x7f-\x9f]'
        Set-Location $workspace
    }

    It 'fit <Width> columns: <Type> <Shape>' -ForEach @(
        foreach ($type in 'Credential', 'PluginInfo', 'EnvironmentChange', 'ConfigDiagnostic', 'ConfigConversion',
            'PluginConversion', 'ConfigSource', 'PluginCheck', 'PluginProject', 'Workspace', 'AppliedEnvironment') {
            foreach ($shape in 'by default', 'table', 'list') {
                @{ Type = $type; Shape = $shape; Width = 80 }
                @{ Type = $type; Shape = $shape; Width = 40 }
            }
        }
    ) {
        $shaped = switch ($Shape) {
            'table' { $objects[$Type] | Format-Table }
            'list' { $objects[$Type] | Format-List }
            default { $objects[$Type] }
        }

        $lines = Show $shaped $Width

        $lines | Should -Not -BeNullOrEmpty
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines | Should -Not -Match 'hunter2'
    }

    It 'show in 80 columns how long a credential holds, and where it came from' {
        $rows = Show $credentials

        $rows[0] | Should -Match '^Plugin +Stack +ExpiresAt +FromCache +Var'
        $rows -match "^$long " | Should -Match 'in 4[12] min +False +'
        $rows -match '^always ' | Should -Match 'at once +False'
        $rows -match '^short ' | Should -Match 'expired +False'
        $rows -match '^kubernetes ' | Should -Match 'never +False'
        Show (Get-P5Credential kubernetes) | Select-Object -Last 1 | Should -Match 'never +True'
    }

    It 'show the state of a plugin, and nothing of a credential that it does not have' {
        $rows = Show $objects.PluginInfo

        $rows[0] | Should -Match '^Name +Kind +State +ProcessId +ExpiresAt +Command'
        $rows -match "^$long " | Should -Match "External Running +$((Get-P5Plugin $long).ProcessId) in 4[12] min "
        $rows -match '^odd ' | Should -Match 'External Stopped +\./odd$'
    }

    It 'list all names, however many, and all files' {
        Show ((Get-P5Plugin $long) | Format-List) -Width 200 |
            Should -Contain 'VariableNames    : ANOTHER_VARIABLE, SOME_VARIABLE'
        (Show ((Get-P5Plugin $long) | Format-List) -Width 200) -match '^Sources' | Should -Not -Match '[{}]'
    }

    It 'colour <Text> only if escapes are rendered' -ForEach @(
        @{ Text = 'Running'; Type = 'PluginInfo'; Colour = { $PSStyle.Foreground.Green } }
        @{ Text = 'expired'; Type = 'Credential'; Colour = { $PSStyle.Foreground.Red } }
        @{ Text = 'expired'; Type = 'PluginInfo'; Colour = { $PSStyle.Foreground.Red } }
        @{ Text = 'Error'; Type = 'ConfigDiagnostic'; Colour = { $PSStyle.Formatting.Error } }
        @{ Text = "+cmd = './a/a'"; Type = 'ConfigConversion'; Colour = { $PSStyle.Foreground.Green } }
    ) {
        $coloured = (Show $objects[$Type] -Rendering Ansi) -join "`n"
        $plain = (Show $objects[$Type]) -join "`n"
        $captured = (Show $objects[$Type] -Rendering Host) -join "`n"

        $coloured | Should -BeLike "*$((& $Colour).Replace('[', '`['))$Text*"
        $plain | Should -BeLike "*$Text*"
        $plain | Should -Not -Match "`e"
        $captured | Should -Not -Match "`e"
    }

    It 'print no escape if the terminal has none: <Name>=<Value>' -ForEach @(
        @{ Name = 'NO_COLOR'; Value = '1' }
        @{ Name = 'TERM'; Value = 'dumb' }
    ) {
        $saved = [System.Environment]::GetEnvironmentVariable($Name)
        [System.Environment]::SetEnvironmentVariable($Name, $Value)
        try {
            $lines = Invoke-FreshPwsh {
                Import-Module $args[0]
                Set-Location $args[1]
                Get-P5Plugin | Out-Default
                Test-P5Config | Out-Default
            } $ModuleManifest, $workspace
        }
        finally {
            [System.Environment]::SetEnvironmentVariable($Name, $saved ?? [NullString]::Value)
        }

        ($lines | Out-String) | Should -Match 'odd +External Stopped'
        ($lines | Out-String) | Should -Not -Match "`e\[\d*m"
    }

    It 'serve what a job or a remote session sends' {
        $sent = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize($credentials.Where({ $_.Plugin -eq $long })[0]))

        (Show $sent) -match "^$long " | Should -Match 'in 4[12] min +False +'
        $sent.PSObject.TypeNames[0] | Should -Be 'Deserialized.P5.Credential'
    }

    It 'show the same in constrained language mode, but for the time until something expires' {
        Clear-P5Environment
        $null = New-Workspace -Toml '[plugins.env.config.vars]', 'A = "1"', '[plugins."a\u001bb"]', 'cmd = "./odd"'

        # Text, because a script block keeps the mode in which it was created.
        $show = 'Get-P5Plugin; Get-P5Plugin | Format-List Name, Command, Files; Test-P5Config; Get-P5Workspace'
        $lines = Invoke-FreshPwsh {
            Import-Module $args[0]
            Set-Location $args[1]
            Invoke-Expression $args[2] | Out-String
            '=='
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            Invoke-Expression $args[2] | Out-String
        } @($ModuleManifest, $PWD.ProviderPath, $show)

        $full, $constrained = $lines -join "`n" -split '(?m)^==$' | ForEach-Object Trim
        $full | Should -Match 'a\\u001bb +External'
        $constrained | Should -BeExactly $full
    }
}
