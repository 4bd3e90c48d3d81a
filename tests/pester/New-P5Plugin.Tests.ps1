[Diagnostics.CodeAnalysis.SuppressMessageAttribute(
    'PSAvoidUsingInvokeExpression', '', Justification = 'The lines of a build are run as they are handed out.')]
param()

BeforeDiscovery {
    # What builds a project if its README's own lines need what a machine may lack: a Go proxy, and pip. The others
    # are built by the very lines that the cmdlet hands out.
    $languages = @(
        @{
            Language = 'csharp'
            Executable = 'bin/my-vault'
            Parameters = @{ PackageSource = 'packages' }
            Build = $null
        }
        @{
            Language = 'go'
            Executable = 'bin/my-vault'
            Parameters = @{}
            Build = '& "$Repository/examples/plugins/dev-env-go/build-debian.sh" .'
        }
        @{ Language = 'python'; Executable = 'my-vault'; Parameters = @{}
            Build = '/usr/bin/python3 -m venv --system-site-packages --without-pip .venv; .venv/bin/python generate.py'
        }
        @{ Language = 'node'; Executable = 'my-vault'; Parameters = @{}; Build = $null }
    )
}

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force

    # A git repository with nothing in it, where the test goes.
    function New-Repository {
        $path = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $null = New-Item (Join-Path $path '.git') -ItemType Directory
        Set-Location $path
        $path
    }

    # Why a language's plugins cannot be built here; nothing if they can.
    function Get-Missing([string] $Language) {
        switch ($Language) {
            'csharp' {
                if (-not (Get-Command dotnet -ErrorAction Ignore)) { 'dotnet is missing' }
            }
            'go' {
                if (-not (Test-Path /usr/share/gocode/src/github.com/hashicorp/go-plugin)) {
                    'Debian''s golang-github-hashicorp-go-plugin-dev is missing'
                }
            }
            'python' {
                if (-not (Test-Path /usr/bin/python3)) { '/usr/bin/python3 is missing' }
                elseif (-not (Get-Command protoc -ErrorAction Ignore)) { 'protoc is missing' }
                else {
                    $null = /usr/bin/python3 -c 'import grpc, google.protobuf, cryptography' 2>&1
                    if ($LASTEXITCODE) { '/usr/bin/python3 has no grpcio, protobuf and cryptography' }
                }
            }
            'node' {
                if (-not (Test-Path $Repository/examples/plugins/dev-env-node/node_modules)) {
                    'the example''s node_modules are missing: run npm ci in examples/plugins/dev-env-node'
                }
            }
        }
    }

    # Runs the lines of a build; what they print shows only if one fails.
    function Invoke-Line([string[]] $Line) {
        foreach ($command in $Line) {
            $text = Invoke-Expression $command 2>&1 | Out-String
            $LASTEXITCODE | Should -Be 0 -Because "'$command' wrote:`n$text"
        }
    }
}

AfterAll {
    Restore-Session
}

Describe 'New-P5Plugin' {
    It 'makes a project in a folder of its name and says what to do with it' {
        $repository = New-Repository

        $project = New-P5Plugin my-vault go

        $project | Should -BeOfType P5.PluginProject
        $project.Name | Should -Be 'my-vault'
        $project.Language | Should -Be 'go'
        $project.Path | Should -Be (Join-Path $repository 'my-vault')
        "$project" | Should -Be $project.Path
        $project.Files | Should -Contain 'p5plugin/serve.go'
        $project.Files | ForEach-Object { Join-Path $project.Path $_ } | Should -Exist
        $project.ConfigurationFile | Should -BeNullOrEmpty
        $project.ConfigurationText | Should -BeExactly "[plugins.my-vault]`ncmd = `"./my-vault/bin/my-vault`"`n"
        $project.BuildCommands | Should -Be 'go mod tidy', 'go build -o bin/ .'
        $project.TestCommands | Should -Be 'go test ./...'
        'p5.toml' | Should -Not -Exist
    }

    It 'shows by default what belongs into p5.toml, or where it was added, and the commands' {
        $repository = New-Repository

        New-P5Plugin one go | Out-String -Width 200 |
            Should -Match '(?s)one: \d+ files.*cmd = "./one/bin/one".*go mod tidy.*go test'
        New-P5Plugin two go -AddToConfig | Out-String -Width 200 |
            Should -Match ([regex]::Escape("added to $(Join-Path $repository 'p5.toml')"))
    }

    It 'adds the plugin to the p5.toml that holds, whose other lines stay as they are' {
        $repository = New-Repository
        $before = "order = ['sso'] # first`r`n[plugins.sso]`r`ncmd = 'sso'"
        Set-Content p5.toml $before -NoNewline
        $null = New-Item tools -ItemType Directory

        $project = New-P5Plugin -Name my-vault -Language node -Path tools -AddToConfig

        $project.ConfigurationFile | Should -Be (Join-Path $repository 'p5.toml')
        Get-Content p5.toml -Raw |
            Should -BeExactly "$before`r`n`r`n[plugins.my-vault]`r`ncmd = `"./tools/my-vault/my-vault`"`r`n"
        (Get-P5Plugin).Name | Should -Be 'sso', 'my-vault'
        Get-ChildItem -Name | Sort-Object | Should -Be 'p5.toml', 'tools'
    }

    It 'writes nothing with -WhatIf' {
        $repository = New-Repository

        $project = New-P5Plugin my-vault csharp -AddToConfig -WhatIf

        $project | Should -BeNullOrEmpty
        Get-ChildItem $repository | Should -BeNullOrEmpty
    }

    It 'refuses <Scenario> and writes nothing' -ForEach @(
        @{
            Scenario = 'a name that is none'
            Id = 'P5.ProjectNotCreated'
            Script = { New-P5Plugin My_Vault go -AddToConfig }
        }
        @{
            Scenario = 'the name of a built-in plugin'
            Id = 'P5.ProjectNotCreated'
            Script = { New-P5Plugin env go -AddToConfig }
        }
        @{
            Scenario = 'a folder with something in it'
            Id = 'P5.ProjectNotCreated'
            Script = { New-P5Plugin full go -AddToConfig }
        }
        @{
            Scenario = 'a plugin that is configured'
            Id = 'P5.ProjectNotCreated'
            Script = { New-P5Plugin sso go -AddToConfig }
        }
        @{
            Scenario = 'a folder that is not there'
            Id = 'P5.ProjectNotCreated'
            Script = { New-P5Plugin my-vault go nowhere }
        }
        @{
            Scenario = 'a package source for Go'
            Id = 'P5.ProjectNotCreated'
            Script = { New-P5Plugin my-vault go -PackageSource . }
        }
        @{
            Scenario = 'a package source without the package'
            Id = 'P5.ProjectNotCreated'
            Script = { New-P5Plugin my-vault csharp -AddToConfig -PackageSource . }
        }
        @{
            Scenario = 'a language that it does not know'
            Id = 'ParameterArgumentValidationError'
            Script = { New-P5Plugin my-vault cobol }
        }
    ) {
        $repository = New-Repository
        $toml = "[plugins.sso]`ncmd = 'sso'`n"
        Set-Content p5.toml $toml -NoNewline
        $null = New-Item full/mine.txt -Force

        { & $Script } | Should -Throw -ErrorId "$Id,*"

        (Get-ChildItem $repository -Recurse -Name | Sort-Object).Replace('\', '/') |
            Should -Be 'full', 'full/mine.txt', 'p5.toml'
        Get-Content p5.toml -Raw | Should -BeExactly $toml
    }

    It 'warns of a package that the machine does not have, unless its source is given' {
        $null = New-Repository
        $packages = $env:NUGET_PACKAGES
        $env:NUGET_PACKAGES = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        try {
            $without = Get-Stream { New-P5Plugin one csharp }
            $with = Get-Stream { New-P5Plugin two csharp -PackageSource https://example.com/v3/index.json }
            $version = (Get-Module P5).Version
            $null = New-Item (Join-Path $env:NUGET_PACKAGES "p5.plugin/$version") -ItemType Directory
            $cached = Get-Stream { New-P5Plugin three csharp }
            $go = Get-Stream { New-P5Plugin four go }
        }
        finally {
            $env:NUGET_PACKAGES = $packages
        }

        $without.Warning | Should -BeLike "*P5.Plugin $version*NU1101*-PackageSource*"
        @($with.Warning; $cached.Warning; $go.Warning) | Should -BeNullOrEmpty
    }

    It 'can be repeated, with a package source that was missing' {
        $null = New-Repository
        $first = New-P5Plugin my-vault csharp -AddToConfig
        $toml = Get-Content p5.toml -Raw

        $second = New-P5Plugin my-vault csharp -AddToConfig -PackageSource https://example.com/v3/index.json
        $third = New-P5Plugin my-vault csharp -AddToConfig

        $second.Files | Should -Be @($first.Files; 'nuget.config')
        $third.ConfigurationFile | Should -Be $first.ConfigurationFile
        Get-Content p5.toml -Raw | Should -BeExactly $toml
        'my-vault/nuget.config' | Should -FileContentMatch 'https://example.com/v3/index.json'
    }

    It 'completes the language' {
        Complete 'New-P5Plugin my-vault ' | Should -Be 'csharp', 'go', 'node', 'python'
    }

    It 'makes a plugin in <Language> that builds, passes its tests and gives credentials' -ForEach $languages {
        $missing = Get-Missing $Language
        if ($missing) {
            Set-ItResult -Skipped -Because $missing
        }

        $null = New-Repository
        Set-Content Pulumi.yaml "name: shop`nruntime: yaml"
        Set-Content Pulumi.dev.yaml (Get-StackYaml my-vault @{ passphrase = 'correct horse' })
        $saved = $env:NUGET_PACKAGES, $env:NUGET_FALLBACK_PACKAGES, $env:MSBUILDDISABLENODEREUSE
        try {
            if ($Language -eq 'csharp') {
                # Packages of this build, which must not stay among the user's under a version that will be another's
                # one day.
                $env:MSBUILDDISABLENODEREUSE = '1'
                $null = New-Item packages -ItemType Directory
                Invoke-Line ('P5.Proto', 'P5.Plugin').ForEach({
                        "dotnet pack '$Repository/src/$_' --no-build -c $($env:P5_TEST_CONFIGURATION ?? 'Debug') " +
                        "-o packages"
                    })
                $env:NUGET_FALLBACK_PACKAGES = $env:NUGET_PACKAGES ?? (Join-Path $HOME '.nuget/packages')
                $env:NUGET_PACKAGES = Join-Path $TestDrive 'nuget'
                if (Test-Path (Join-Path $env:NUGET_FALLBACK_PACKAGES 'p5.plugin')) {
                    $env:NUGET_FALLBACK_PACKAGES = ''
                }
            }

            $project = New-P5Plugin my-vault $Language -AddToConfig @Parameters
            Push-Location my-vault
            Invoke-Line ($Build ?? $project.BuildCommands)
            # The lines that build-debian.sh runs before it builds are Go's.
            if ($Language -ne 'go') {
                Invoke-Line $project.TestCommands
            }

            Pop-Location
        }
        finally {
            $env:NUGET_PACKAGES, $env:NUGET_FALLBACK_PACKAGES, $env:MSBUILDDISABLENODEREUSE = $saved
        }

        $result = Get-Stream { Invoke-P5Authenticate dev -Verbose }

        $result.Error | Should -BeNullOrEmpty
        $result.Output.VariableNames | Should -Be 'PULUMI_BACKEND_URL', 'PULUMI_CONFIG_PASSPHRASE'
        $result.Output.ToHashtable().PULUMI_CONFIG_PASSPHRASE | Should -Be 'correct horse'
        # A log line may come with the next call, and each library has an order of its own for the fields.
        Wait-Until {
            $next = Get-Stream { Invoke-P5Authenticate dev -Force -Verbose }
            @($result.Verbose) + @($next.Verbose) -match 'my-vault: authenticated .*stack=dev'
        }
        (Get-P5Plugin -Stack dev).Command | Should -Be "./my-vault/$Executable"
    }

    It 'makes a plugin whose failure is shown without the value that caused it' {
        $missing = Get-Missing node
        if ($missing) {
            Set-ItResult -Skipped -Because $missing
        }

        $null = New-Repository
        $project = New-P5Plugin my-vault node -AddToConfig
        $modules = "$Repository/examples/plugins/dev-env-node/node_modules"
        $null = New-Item (Join-Path $project.Path node_modules) -ItemType SymbolicLink -Target $modules
        Set-Content Pulumi.dev.yaml (Get-StackYaml my-vault @{ backendUrl = 'user:hunter2@host' })

        $result = Get-Stream { Invoke-P5Authenticate dev }

        $result.Error.FullyQualifiedErrorId | Should -BeLike 'P5.AuthenticationFailed,*'
        $result.Text | Should -Match 'backendUrl has no scheme'
        $result.Text | Should -Not -Match 'hunter2'
    }
}
