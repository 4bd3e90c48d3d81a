BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
    $OtherModule = Join-Path $Repository "tests/modules/other/$BuildOutput/Other.dll"
}

AfterAll {
    Restore-Session
}

Describe 'P5 beside a module with other versions of its libraries' {
    It 'works, and so does the other: <Scenario>' -ForEach @(
        @{ Scenario = 'P5 is imported and used first'; Order = 'P5', 'P5 used', 'Other', 'Other used' }
        @{ Scenario = 'the other is imported and used first'; Order = 'Other', 'Other used', 'P5', 'P5 used' }
        @{ Scenario = 'P5 is imported first and used last'; Order = 'P5', 'Other', 'Other used', 'P5 used' }
        @{ Scenario = 'the other is imported first and used last'; Order = 'Other', 'P5', 'P5 used', 'Other used' }
    ) {
        # YAML from a stack file, to a plugin by Protobuf, and back.
        $null = New-Workspace -Stack @{ dev = Get-StackYaml dev-env @{ backendUrl = 's3://state' } }

        $result = Invoke-FreshPwsh {
            $seen = @{}
            $steps = @{
                'P5'         = { Import-Module $args[0] }
                'P5 used'    = {
                    $seen.P5 = (Invoke-P5Authenticate dev).ToHashtable().PULUMI_BACKEND_URL
                    # TOML and YAML, read by the library that only conversion loads.
                    Set-Content old.toml "[plugins.a]`nsource = './a'"
                    $seen.Converted = (Convert-P5Config old.toml, Pulumi.dev.yaml -WarningAction Ignore).Changed
                }
                'Other'      = { Import-Module $args[1] }
                'Other used' = { $seen.Other = ConvertFrom-OtherYaml "a: b`nc: d" }
            }
            foreach ($step in $args[2] -split ',') {
                & $steps[$step] @args
            }

            $seen.Loaded = [AppDomain]::CurrentDomain.GetAssemblies().GetName() |
                Where-Object Name -In 'Google.Protobuf', 'Grpc.Net.Client', 'SharpYaml', 'Tomlyn' |
                ForEach-Object { "$($_.Name) $($_.Version)" }
            [pscustomobject]$seen
        } $ModuleManifest, $OtherModule, ($Order -join ',')

        $result.P5 | Should -Be 's3://state'
        $result.Converted | Should -Be $true, $false
        $result.Other | Should -Be @(
            '{ "a": "b", "c": "d" }', "a = `"b`"`nc = `"d`"", 'localhost:1'
            '3.10.1.0', '2.83.0.0', '2.1.3.0', '99.0.0.0'
        )
        $result.Loaded | Should -HaveCount 8
        $result.Loaded | Should -Contain 'SharpYaml 2.0.0.0'
        $result.Loaded | Should -Contain 'Tomlyn 99.0.0.0'
        $result.Loaded | Should -Contain 'Google.Protobuf 3.10.1.0'
    }
}
