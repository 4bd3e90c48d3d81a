BeforeDiscovery {
    # What a plugin can do wrong. Each case: the id, the category, what the message must name.
    $pluginFaults = @(
        @{
            Scenario = 'a cmd that does not exist'
            Command = './plugins/absent'
            Id = 'P5.PluginNotFound'
            Category = 'ObjectNotFound'
            Names = '*p5.toml*absent*'
        }
        @{
            Scenario = 'a cmd that is not on PATH'
            Command = 'p5-absent-plugin'
            Id = 'P5.PluginNotFound'
            Category = 'ObjectNotFound'
            Names = '*p5.toml*'
        }
        @{
            Scenario = 'no cmd'
            Command = ''
            Id = 'P5.PluginNotFound'
            Category = 'ObjectNotFound'
            Names = '*p5.toml*no cmd*'
        }
        @{
            Scenario = 'a command that is not a plugin'
            Mode = 'garbage-and-exit'
            Id = 'P5.PluginHandshakeInvalid'
            Category = 'ProtocolError'
            Names = '*hello*'
        }
        @{
            Scenario = 'a plugin that ends at once'
            Mode = 'exit-before-handshake'
            Id = 'P5.PluginStartFailed'
            Category = 'OpenError'
            Names = '*no configuration found*'
        }
        @{
            Scenario = 'another application protocol'
            Mode = 'wrong-app-version'
            Id = 'P5.PluginProtocolUnsupported'
            Category = 'ProtocolError'
            Names = '*7*'
        }
        @{
            Scenario = 'a plugin that never says a word'
            Mode = 'silent'
            More = 'start_timeout = "1s"'
            Id = 'P5.PluginStartTimeout'
            Category = 'OperationTimeout'
            Names = '*'
        }
        @{
            Scenario = 'a plugin that never answers'
            Mode = 'hang-in-call'
            More = 'timeout = "300ms"'
            Id = 'P5.PluginTimeout'
            Category = 'OperationTimeout'
            Names = '*'
        }
        @{
            Scenario = 'a plugin that dies in the call'
            Mode = 'crash-in-call'
            Id = 'P5.PluginCrashed'
            Category = 'ConnectionError'
            Names = '*panic: boom*'
        }
        @{
            Scenario = 'a plugin that answers with a gRPC error'
            Mode = 'trailers-only'
            Id = 'P5.PluginRpcFailed'
            Category = 'InvalidResult'
            Names = '*100% forbidden*'
        }
        @{
            Scenario = 'another checksum'
            Mode = 'fine'
            More = "sha256 = `"$('0' * 64)`""
            Id = 'P5.PluginChecksumMismatch'
            Category = 'SecurityError'
            Names = '*which is not the expected one*'
        }
    )

    $fileFaults = @(
        @{ Scenario = 'malformed TOML'; Toml = "[plugins.a]`ncmd = `"x"; Names = '*p5.toml:2:*' }
        @{ Scenario = 'TOML of the wrong type'; Toml = "[plugins.a]`ncmd = 5"; Names = '*p5.toml:2:*' }
        @{ Scenario = 'malformed Pulumi.yaml'; Program = "name: shop`nruntime: [yaml`n"; Names = '*Pulumi.yaml:*' }
    )
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'A plugin that fails' {
    It 'is reported by name, and the others still come: <Scenario>' -ForEach $pluginFaults {
        $bad = Get-PluginToml bad ($_.ContainsKey('Mode') ? $Faulty : $Command) ($_['Mode'])
        $bad = $bad -replace '(?m)^\[plugins.''bad''\]$', "`$0`n$($_['More'])"
        $null = New-Workspace -Toml $bad, (Get-EnvToml @{ A = '1' })

        $result = Get-Stream { Invoke-P5Authenticate dev }

        $result.Output.Plugin | Should -Be 'env'
        $result.Error | Should -HaveCount 1
        $record = $result.Error[0]
        $record.FullyQualifiedErrorId | Should -Be "$Id,P5.PowerShell.Commands.InvokeP5AuthenticateCommand"
        $record.CategoryInfo.Category | Should -Be $Category
        $record.TargetObject | Should -Be 'bad'
        "$record" | Should -BeLike "*'bad'*"
        "$record" | Should -BeLike $Names
        $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Get-P5Plugin bad).State | Should -Be ($Id -eq 'P5.PluginRpcFailed' ? 'Running' : 'Stopped')
    }

    It 'is also reported for a program that has nothing to do with plugins' -Skip:$IsWindows {
        $null = New-Workspace -Toml (Get-PluginToml bad /bin/echo), (Get-EnvToml @{ A = '1' })

        $result = Get-Stream { Invoke-P5Authenticate dev }

        $result.Output.Plugin | Should -Be 'env'
        $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.Plugin*'
        "$($result.Error[0])" | Should -BeLike "*'bad'*/bin/echo*"
    }

    It 'keeps its own message if it refuses' {
        $null = New-Workspace -Toml "[plugins.env.config]`ntype = 'nonsense'", '[plugins.kubernetes]'

        $result = Get-Stream { Invoke-P5Authenticate dev }

        $result.Output.Plugin | Should -Be 'kubernetes'
        $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.AuthenticationFailed,*'
        $result.Error[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
        "$($result.Error[0])" | Should -BeLike "Plugin 'env' could not authenticate: *type must be file, static or exec"
    }

    It 'gives nothing if one of its variables is impossible' {
        $null = New-Workspace -Toml "[plugins.env.config.vars]`nBAD = `"v-1\u0000`"`nOK = 'v-2'"

        $result = Get-Stream { Set-P5Environment dev }

        $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.EnvironmentInvalid,*'
        $result.Text | Should -Not -Match 'v-[12]'
        Test-Path Env:OK | Should -BeFalse
    }
}

Describe 'A configuration that cannot be used' {
    It 'ends the command and names file and place: <Scenario>' -ForEach $fileFaults {
        $files = @{ Toml = Get-EnvToml @{ A = '1' } }
        foreach ($key in 'Toml', 'Program') {
            if ($_.ContainsKey($key)) {
                $files[$key] = $_[$key]
            }
        }

        $workspace = New-Workspace @files

        foreach ($command in { Invoke-P5Authenticate dev }, { Set-P5Environment dev }, { Get-P5Plugin }) {
            $record = $command | Should -Throw -ErrorId 'P5.ConfigInvalid,*' -PassThru

            "$record" | Should -BeLike (Join-Path $workspace $Names.TrimStart('*'))
            $record.CategoryInfo.Category | Should -Be 'InvalidData'
            $record.ErrorDetails.RecommendedAction | Should -BeLike 'Correct line *'
        }
    }

    It 'is one error for all plugins if the stack file is malformed: <Scenario>' -ForEach @(
        @{ Scenario = 'Invoke-P5Authenticate'; Command = { Invoke-P5Authenticate dev } }
        @{ Scenario = 'Set-P5Environment'; Command = { Set-P5Environment dev } }
        @{ Scenario = 'Export-P5Environment'; Command = { try { Export-P5Environment dev } catch { Write-Error $_ } } }
    ) {
        $workspace = New-Workspace -Toml (Get-EnvToml @{ A = '1' }),
            '[plugins.kubernetes]' -Stack @{ dev = "config:`n  a: [`n" }
        $file = Join-Path $workspace Pulumi.dev.yaml

        $result = Get-Stream $Command

        $result.Output | Should -BeNullOrEmpty
        $result.Error | Should -HaveCount 1
        $result.Error[0].TargetObject | Should -Be $file
        $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.ConfigInvalid*'
        "$($result.Error[0])" | Should -BeLike "${file}:*"
    }

    It 'names the folder if there is no workspace' {
        Set-Location ([System.IO.Path]::GetPathRoot($TestDrive))

        $record = { Invoke-P5Authenticate dev } | Should -Throw -ErrorId 'P5.WorkspaceNotFound,*' -PassThru

        $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $record.ErrorDetails.RecommendedAction | Should -BeLike '*folder*'
    }

    It 'lists the stacks if none is selected' {
        $null = New-Workspace -Toml (Get-EnvToml @{ A = '1' })

        $record = { Invoke-P5Authenticate } | Should -Throw -ErrorId 'P5.StackNotSelected,*' -PassThru

        "$record" | Should -BeLike '*dev, prod*'
        $record.ErrorDetails.RecommendedAction | Should -BeLike '*pulumi stack select*'
    }

    It 'refuses a stack name that is a path' {
        $null = New-Workspace -Toml (Get-EnvToml @{ A = '1' })

        { Invoke-P5Authenticate ../dev } | Should -Throw -ErrorId 'P5.StackNotSelected,*'
    }
}

Describe 'Errors as PowerShell users handle them' {
    BeforeAll {
        $null = New-Workspace -Toml (Get-PluginToml absent ./absent), (Get-EnvToml @{ A = '1' })
    }

    It 'are caught by try with -ErrorAction Stop' {
        $caught = $null
        try {
            Invoke-P5Authenticate dev -ErrorAction Stop
        }
        catch {
            $caught = $_
        }

        $caught.FullyQualifiedErrorId | Should -BeLike 'P5.PluginNotFound,*'
        $caught.Exception.ErrorId | Should -Be 'P5.PluginNotFound'
        $caught.Exception.PluginName | Should -Be 'absent'
        $caught.TargetObject | Should -Be 'absent'
    }

    It 'are collected by -ErrorVariable with -ErrorAction SilentlyContinue' {
        $credential = Invoke-P5Authenticate dev -ErrorAction SilentlyContinue -ErrorVariable failures

        $credential.Plugin | Should -Be 'env'
        $failures | Should -HaveCount 1
    }

    It 'show the recommended action' {
        $text = Get-Stream { Invoke-P5Authenticate dev -Name absent } | ForEach-Object Text

        $text | Should -Match 'Build or install the plugin'
    }
}
