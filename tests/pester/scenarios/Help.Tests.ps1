BeforeDiscovery {
    $Cmdlets = & $PSScriptRoot/../Get-ModuleCmdlet.ps1 | ForEach-Object { @{ Name = $_ } }
    $Topics = Get-ChildItem "$PSScriptRoot/../../../docs/about/about_*.md" | ForEach-Object { @{ Name = $_.BaseName } }
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    $ModulePath = Split-Path (Split-Path (Split-Path $ModuleManifest))
    $CommonParameters = [System.Management.Automation.Cmdlet]::CommonParameters

    # The text of paragraphs of help.
    function Get-Prose($Paragraphs) {
        ($Paragraphs | ForEach-Object Text) -join "`n"
    }

    # What all parameter sets say of a parameter, or what each of them does.
    function Join-Use($Uses, [scriptblock] $Text) {
        $texts = @($Uses | ForEach-Object $Text)
        if (@($texts | Sort-Object -Unique).Count -eq 1) {
            return $texts[0]
        }

        @(for ($index = 0; $index -lt $texts.Count; $index++) { "$($texts[$index]) ($($Uses[$index].Set))" }) -join ', '
    }
}

AfterAll {
    Restore-Session
}

Describe 'Help of <Name>' -ForEach $Cmdlets {
    BeforeAll {
        $Help = Get-Help $Name -Full
        $Command = Get-Command $Name
        $Described = @(if ($Help.parameters -isnot [string]) { $Help.parameters.parameter })
    }

    It 'has synopsis, description and notes' {
        $Help.Synopsis | Should -Match '^[A-Z].*\.$'
        Get-Prose $Help.Description | Should -Match '\.$'
        Get-Prose $Help.alertSet.alert | Should -Not -BeNullOrEmpty
    }

    It 'describes each parameter and no other' {
        $own = $Command.Parameters.Keys | Where-Object { $_ -notin $CommonParameters }

        $Described | ForEach-Object name | Sort-Object | Should -Be ($own | Sort-Object)
        foreach ($parameter in $Described) {
            Get-Prose $parameter.description | Should -Match '\w' -Because "-$($parameter.name)"
        }
    }

    It 'describes each parameter as PowerShell does' {
        $shown = $Described | ForEach-Object {
            '{0} {1}: {2}, {3}, {4}, {5}' -f $_.name, $_.type.name, $_.aliases, $_.required, $_.position,
            $_.pipelineInput
        }
        $known = $Described | ForEach-Object name | ForEach-Object {
            $parameter = $Command.Parameters[$_]
            $type = $parameter.ParameterType
            $uses = @($Command.ParameterSets | ForEach-Object {
                    $set = $_.Name
                    $_.Parameters | Where-Object Name -eq $parameter.Name |
                        Select-Object @{ n = 'Set'; e = { $set } }, *
                })
            '{0} {1}: {2}, {3}, {4}, {5}' -f @(
                $_
                $type.Namespace -like 'System*' ? $type.Name : $type.FullName
                ($parameter.Aliases -join ', ') ? $parameter.Aliases -join ', ' : 'none'
                Join-Use $uses { "$($_.IsMandatory)" }
                Join-Use $uses { $_.Position -lt 0 ? 'Named' : "$($_.Position)" }
                Join-Use $uses {
                    $ways = @(if ($_.ValueFromPipelineByPropertyName) { 'ByPropertyName' }) + @(
                        if ($_.ValueFromPipeline) { 'ByValue' })
                    $ways ? "True ($($ways -join ', '))" : 'False'
                })
        }

        $shown | Should -Be $known
    }

    It 'has the syntax that PowerShell knows' {
        $shown = $Help.syntax.syntaxItem |
            ForEach-Object {
                (@(if ($_.PSObject.Properties['parameter']) { $_.parameter.name }) | Sort-Object) -join ' '
            }
        $known = $Command.ParameterSets | ForEach-Object {
            (@($_.Parameters.Name | Where-Object { $_ -notin $CommonParameters }) | Sort-Object) -join ' '
        }

        $shown | Sort-Object | Should -Be ($known | Sort-Object)
    }

    It 'has three examples or more, inputs, outputs and links' {
        @($Help.examples.example).Count | Should -BeGreaterOrEqual 3
        $Help.examples.example.code | Should -Not -BeNullOrEmpty
        $Help.inputTypes.inputType.type.name | Should -Not -BeNullOrEmpty
        $Help.returnValues.returnValue.type.name | Should -Not -BeNullOrEmpty
        @($Help.description.Text) -match '^See also: ' | Should -HaveCount 1
    }

    It 'offers -Online only with an address that it opens' {
        $links = $Help.relatedLinks.PSObject.Properties['navigationLink']
        $addresses = @(if ($links) { $links.Value | ForEach-Object uri | Where-Object { $_ } })

        if (($Help | Out-String) -match '-Online') {
            $addresses | Should -Match '^https://'
        }
        else {
            $addresses | Should -BeNullOrEmpty
        }
    }
}

Describe 'Links of help' {
    It 'name help that the module has' {
        $links = Get-Command -Module P5 | Get-Help |
            ForEach-Object { @($_.description.Text) -match '^See also: ' -replace '^See also: |\.$' -split ', ' } |
            Sort-Object -Unique
        $topics = Get-ChildItem (Join-Path (Split-Path $ModuleManifest) en-US/about_*) |
            ForEach-Object { $_.Name -replace '\.help\.txt$' }

        $links |
            Where-Object { $_ -notin $topics -and -not (Get-Command $_ -Module P5 -ErrorAction Ignore) } |
            Should -BeNullOrEmpty
        $links | Should -Contain 'about_P5'
    }

    It 'do not mention pages that the module lacks' {
        $files = Get-ChildItem (Join-Path (Split-Path $ModuleManifest) en-US)

        $files | Select-String '(docs|examples)/[\w/-]+\.md' | Should -BeNullOrEmpty
    }
}

Describe 'Views of help' {
    It 'show examples apart, with code as it stands and what it prints' {
        $text = Get-Help Set-P5Environment -Examples | Out-String -Width 100

        $text | Should -Match '(?m)^ +-+ Example 1: .+ -+\r?$'
        $text | Should -Match '(?m)^ +Set-P5Environment prod -PassThru\r?$'
        $text | Should -Match '(?m)^ +PULUMI_BACKEND_URL +Removed dev-env\r?$'
    }

    It 'show parameters with their values and defaults' {
        $text = Get-Help Export-P5Environment -Parameter * | Out-String -Width 100

        $text | Should -Match 'Accepted values: Posix, Fish, PowerShell, Json, Dotenv, GitHubActions\.'
        $text | Should -Match '(?m)^ +Default value +PowerShell\r?$'
        $text | Should -Match '(?m)^-Confirm \[<SwitchParameter>\]\r?$'
    }

    It 'show accepted values in the syntax' {
        Get-Help Export-P5Environment | Out-String -Width 300 |
            Should -Match '\[\[-Stack\] <String>\] \[\[-Format\] \{Posix \| Fish'
    }

    It 'come without an import, from a folder of PSModulePath' {
        $shown = Invoke-FreshPwsh {
            $env:PSModulePath = $args[0] + [System.IO.Path]::PathSeparator + $env:PSModulePath
            (Get-Help Get-P5Plugin).Synopsis
            Get-Help about_P5
            (Get-Help about_P5*).Name | Sort-Object
        } $ModulePath

        $shown[0] | Should -Be 'Lists the plugins of a workspace and their state.'
        $shown[1] | Should -Match '^TOPIC\s+about_P5\s'
        $shown[2..4] | Should -Be 'about_P5', 'about_P5_Configuration', 'about_P5_Plugins'
    }

    It 'come in English if there is no other language' {
        $culture = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'de-DE'
            (Get-Help Get-P5Plugin).Synopsis | Should -Be 'Lists the plugins of a workspace and their state.'
        }
        finally {
            [cultureinfo]::CurrentUICulture = $culture
        }
    }
}

Describe 'Topic <Name>' -ForEach $Topics {
    It 'shows, with a synopsis, in 80 columns' {
        $text = Get-Help $Name

        $text | Should -Match "^TOPIC\r?\n    $Name\r?\n"
        (Get-Help "$Name*" | Where-Object Name -eq $Name).Synopsis | Should -Match '\w'
        ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}
