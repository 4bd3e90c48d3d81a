BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'P5''s objects in the pipeline' {
    BeforeEach {
        $toml = (Get-EnvToml @{ P5TEST_A = '1' }), '[plugins.kubernetes]'
        $other = New-Workspace -Toml $toml
        $workspace = New-Workspace -Toml $toml
        Clear-P5Credential
    }

    AfterEach {
        Clear-P5Environment
    }

    It 'lead from <Line> to the plugins <Expected>' -ForEach @(
        @{ Line = 'Get-P5Credential | Get-P5Plugin'; Expected = 'env', 'kubernetes' }
        @{ Line = 'Get-P5Credential env | Get-P5Plugin'; Expected = 'env' }
        @{ Line = 'Get-P5Plugin -Stack dev | Get-P5Plugin'; Expected = 'env', 'kubernetes' }
        @{ Line = 'Get-P5Plugin | Get-P5Credential | % Plugin'; Expected = 'env', 'kubernetes' }
        @{ Line = 'Get-P5Plugin none* -Stack dev | Invoke-P5Authenticate'; Expected = $null }
        @{ Line = 'Get-P5Credential none* | Get-P5Plugin'; Expected = $null }
        @{ Line = 'Get-P5Plugin none* | Get-P5Credential'; Expected = $null }
        @{ Line = 'Get-P5Plugin none* | Clear-P5Environment -PassThru'; Expected = $null }
    ) {
        $null = Invoke-P5Authenticate dev

        & ([scriptblock]::Create($Line)) | ForEach-Object { "$_" } | Should -Be $Expected
    }

    It 'mean themselves, though a name looks like a pattern' {
        $null = New-Workspace -Toml '[plugins."k*[8]"]', 'cmd = "x"', '[plugins."k*"]', 'cmd = "x"',
            '[plugins.kubernetes]'

        Get-P5Plugin -Stack dev | Get-P5Plugin | ForEach-Object Name | Should -Be (Get-P5Plugin).Name
        (Get-P5Plugin 'k*').Name | Should -Be 'k*'
    }

    It 'keep their stack and their workspace' {
        Get-P5Plugin -Path $other -Stack prod | Invoke-P5Authenticate | ForEach-Object { $_.Workspace, $_.Stack } |
            Sort-Object -Unique |
            Should -Be $other, 'prod'
        (Get-P5Credential env | Get-P5Plugin).Workspace | Should -Be $other
        (Get-P5Credential env | Get-P5Plugin).HasCredential | Should -BeTrue
        (Get-P5Plugin env).HasCredential | Should -BeFalse
    }

    It 'are asked side by side, as if they had been named together' {
        $null = Invoke-P5Authenticate dev
        $verbose = (Get-Stream { Get-P5Credential | Invoke-P5Authenticate -Force -Verbose }).Verbose

        @($verbose -match '^Stack ').Count | Should -Be 1
        @($verbose -match '^Calling plugin ').Count | Should -Be 2
    }

    It 'clear what is theirs' {
        Set-P5Environment dev
        Get-P5Plugin env | Clear-P5Environment
        Get-P5Plugin env | Clear-P5Credential

        Test-Path Env:P5TEST_A | Should -BeFalse
        (Get-P5Credential).Plugin | Should -Be 'kubernetes'
    }

    It 'say nothing of a plugin that has nothing there: <Line>' -ForEach @(
        @{ Line = 'Get-P5Plugin | Stop-P5Plugin' }
        @{ Line = 'Get-P5Plugin | Get-P5Credential' }
        @{ Line = 'Get-P5Plugin | Clear-P5Credential' }
        @{ Line = 'Get-P5Plugin | Clear-P5Environment' }
    ) {
        (Get-Stream ([scriptblock]::Create($Line))).Text | Should -BeNullOrEmpty
    }
}

Describe 'A name that means nothing' {
    BeforeAll {
        $null = New-Workspace
    }

    It 'is an error of <Line>' -ForEach @(
        @{ Line = 'Get-P5Plugin nosuch'; Id = 'P5.PluginNotFound' }
        @{ Line = 'Stop-P5Plugin nosuch'; Id = 'P5.PluginNotRunning' }
        @{ Line = 'Get-P5Credential nosuch'; Id = 'P5.CredentialNotFound' }
        @{ Line = 'Clear-P5Credential nosuch'; Id = 'P5.CredentialNotFound' }
        @{ Line = 'Clear-P5Environment nosuch'; Id = 'P5.CredentialNotFound' }
    ) {
        $problem = (Get-Stream ([scriptblock]::Create($Line))).Error

        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject | Should -Be 'nosuch'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'is none with a wildcard: <_>' -ForEach 'Get-P5Plugin', 'Stop-P5Plugin', 'Get-P5Credential',
        'Clear-P5Credential', 'Clear-P5Environment' {
        (Get-Stream ([scriptblock]::Create("$_ nosuch*"))).Text | Should -BeNullOrEmpty
    }
}

Describe 'Paths' {
    BeforeAll {
        $parent = Join-Path $TestDrive paths
        foreach ($name in 'app[1]', 'app1') {
            $folder = (New-Item (Join-Path $parent $name) -ItemType Directory).FullName
            # LiteralPath: the name is not a pattern.
            Set-Content -LiteralPath (Join-Path $folder 'p5.toml') "[plugins.a]`nsource = './a'"
        }
    }

    BeforeEach {
        Set-Location $parent
    }

    It 'are what <Line> means: <Expected>' -ForEach @(
        @{ Line = 'Convert-P5Config "app[1]"'; Expected = 'app1' }
        @{ Line = 'Convert-P5Config -LiteralPath "app[1]"'; Expected = 'app[1]' }
        @{ Line = 'Convert-P5Config app*'; Expected = 'app[1]', 'app1' }
        @{ Line = 'Get-Item -LiteralPath "app[1]" | Convert-P5Config'; Expected = 'app[1]' }
        @{ Line = 'Get-ChildItem -File -Recurse | Convert-P5Config'; Expected = 'app[1]', 'app1' }
        @{ Line = '"app*" | Convert-P5Config'; Expected = 'app[1]', 'app1' }
        @{ Line = 'Set-Location -LiteralPath "app[1]"; Convert-P5Config'; Expected = 'app[1]' }
        @{ Line = 'Test-P5Config "app[1]"'; Expected = 'app1' }
        @{ Line = 'Test-P5Config -LiteralPath "app[1]"'; Expected = 'app[1]' }
        @{ Line = 'Test-P5Config app*'; Expected = 'app[1]', 'app1' }
        @{ Line = 'Get-ChildItem | Test-P5Config'; Expected = 'app[1]', 'app1' }
        @{ Line = 'Set-Location -LiteralPath "app[1]"; Test-P5Config'; Expected = 'app[1]' }
        @{ Line = 'Get-P5Plugin -Path "app[1]"'; Expected = 'app[1]' }
    ) {
        $folders = & ([scriptblock]::Create($Line)) | ForEach-Object {
            $properties = $_.PSObject.Properties
            $file = $properties['Path'] ?? $properties['File'] ?? $properties['SourceFiles']
            Split-Path (Split-Path $file.Value) -Leaf
        }

        $folders | Sort-Object -Unique | Should -Be $Expected
    }

    It 'that are none of the file system are an error of <Line>' -ForEach @(
        @{ Line = 'Get-P5Plugin -Path Env:' }
        @{ Line = 'Set-Location Env:; Invoke-P5Authenticate dev' }
        @{ Line = 'Test-P5Config Env:' }
        @{ Line = 'Convert-P5Config -LiteralPath Env:' }
    ) {
        { & ([scriptblock]::Create($Line)) } |
            Should -Throw -ErrorId 'P5.WorkspaceNotFound*' -ExpectedMessage 'Env:* is not a file-system path*'
    }
}
