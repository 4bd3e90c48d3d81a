BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Invoke-P5Command' {
    BeforeEach {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = 'base' }) -Stack @{
            dev  = ''
            prod = "config:`n  p5:plugins:`n    env:`n      config:`n        type: static`n" +
                "        vars: { P5TEST_A: prod, P5TEST_PROD: prod }"
        }
    }

    AfterEach {
        Clear-P5Environment
        Remove-Item Env:P5TEST_*
    }

    It 'gives the variables to the command alone' {
        $seen = Invoke-P5Command -Stack prod $Steps variables P5TEST_A,P5_STACK folder

        $seen | Should -Be '[prod] [prod]', (Get-Location).Path
        Test-Path Env:P5TEST_A | Should -BeFalse
        Test-Path Env:P5_STACK | Should -BeFalse
    }

    It 'leaves another stack''s variables out, and in the session' {
        Set-P5Environment prod
        $env:P5TEST_OWN = 'own'

        Invoke-P5Command -Stack dev $Steps variables P5TEST_A,P5TEST_PROD,P5_STACK,P5TEST_OWN |
            Should -Be '[base] [] [dev] [own]'

        "$env:P5TEST_A $env:P5TEST_PROD $env:P5_STACK" | Should -Be 'prod prod prod'
    }

    It 'is safe side by side, each with its own stack' {
        $results = 1..6 | ForEach-Object -ThrottleLimit 6 -Parallel {
            Import-Module $using:ModuleManifest
            $stack = $_ % 2 ? 'dev' : 'prod'
            $seen = Invoke-P5Command -Stack $stack -Path $using:PWD $using:Steps variables P5_STACK,P5TEST_PROD
            "$stack`: $seen"
        }

        $results | Sort-Object | Should -Be (@('dev: [dev] []') * 3 + @('prod: [prod] [prod]') * 3)
        Test-Path Env:P5_STACK | Should -BeFalse
    }

    It 'works inside a block of Use-P5Environment of another runspace' {
        $shell = New-Shell (Get-Location).Path "Invoke-P5Command -Stack dev '$Steps' variables P5_STACK"
        try {
            Use-P5Environment prod { $shell.Invoke() } | Should -Be '[dev]'
        }
        finally {
            $shell.Dispose()
        }
    }

    Context 'arguments' {
        It 'belong to the command: <Scenario>' -ForEach @(
            @{
                Scenario = 'options'
                Script = {
                    Invoke-P5Command -Stack dev $Steps arguments up --yes -x=1 -unknown u -foo:bar
                }
                Expected = 'up', '--yes', '-x=1', '-unknown', 'u', '-foo:bar'
            }
            @{
                Scenario = 'as they are after --'
                Script = {
                    Invoke-P5Command -Stack dev -- $Steps arguments -s qa -v -foo:bar -y: z
                }
                Expected = '-s', 'qa', '-v', '-foo:bar', '-y:', 'z'
            }
            @{
                Scenario = '-- after the command'
                Script = {
                    Invoke-P5Command -Stack dev $Steps arguments exec pod -- ls -s
                }
                Expected = 'exec', 'pod', '--', 'ls', '-s'
            }
            @{
                Scenario = 'words, numbers and lists as written'
                Script = {
                    Invoke-P5Command -Stack dev $Steps arguments 'a b' 1.10 0x10 x,y '' "q`"q"
                }
                Expected = 'a b', '1.10', '0x10', 'x,y', '', 'q"q'
            }
            @{
                Scenario = 'values and arrays'
                Script = {
                    $list = 'a b', 2
                    Invoke-P5Command -Stack dev $Steps arguments $list (1 + 1)
                }
                Expected = 'a b', '2', '2'
            }
            @{
                Scenario = 'splatted ones'
                Script = {
                    $list = 'a b', 2
                    Invoke-P5Command -Stack dev $Steps arguments @list
                }
                Expected = 'a b', '2'
            }
        ) {
            & $Script | Should -Be ($Expected | ForEach-Object { "[$_]" })
        }

        It 'are what PowerShell passes itself for $null and arrays: <_>' -ForEach @(
            'RUN $null', 'RUN $none', 'RUN a $none b', 'RUN $list', 'RUN @list', 'RUN x @list y', 'RUN $onlyNull'
            'RUN @onlyNull', 'RUN @none', 'RUN @()', 'RUN $()', 'RUN (1..3) z', 'RUN @($null, "x")', 'RUN $nested'
            'RUN x $nested', 'RUN @nested', 'RUN $one', 'RUN $null, $null', 'RUN "$none" x', "RUN '' x"
            'RUN $list[1] x', 'RUN -x:$none', 'RUN y -x:$none z', 'RUN -x: $none z'
            'RUN -x:$list', 'RUN -x: $list', 'RUN -x:$value', 'RUN -x: $value', 'RUN --a=$none', 'RUN -- $none y'
            'RUN $nullString x', 'RUN 1,2', 'RUN $none"x"', 'RUN a $none"x"', 'RUN $value"x"'
        ) {
            $none, $onlyNull, $list, $value = $null, @($null), @('a', $null, 'b'), 'v'
            $nested, $one = @('a', @($null, 'c'), 'd'), @(, @('a', 'b'))
            $nullString = [NullString]::Value
            $null = $none, $onlyNull, $list, $value, $nested, $one, $nullString

            $own = Invoke-Expression $_.Replace('RUN', "& '$Steps' arguments")
            $seen = Invoke-Expression $_.Replace('RUN', "Invoke-P5Command -Stack dev '$Steps' arguments")

            $seen | Should -Be $own
        }

        It 'are never taken for the cmdlet''s own in silence' {
            { Invoke-P5Command $Steps -s dev } |
                Should -Throw -ErrorId 'ArgumentTaken,*' -ExpectedMessage "*'-s'*-Stack*'--'*"
            { Invoke-P5Command -Stack dev $Steps -v } |
                Should -Throw -ErrorId 'ArgumentTaken,*' -ExpectedMessage "*'-v'*-Verbose*"
        }
    }

    Context 'output' {
        It 'comes line by line' {
            $order = [System.Collections.Generic.List[string]]::new()

            # It prints the second line when the first has been received.
            $signal = Join-Path $TestDrive 'signal'
            Invoke-P5Command -Stack dev $Steps print first until $signal print second |
                ForEach-Object { $order.Add($_); $null = New-Item $signal -Force }

            $order | Should -Be 'first', 'second'
        }

        It 'is read in the encoding of the console' {
            Invoke-P5Command -Stack dev $Steps print 'héllo wörld ✓' | Should -Be 'héllo wörld ✓'
        }

        It 'on standard error goes to the error stream as a native command''s, and stops nothing' {
            $ErrorActionPreference = 'Stop'

            $all = Invoke-P5Command -Stack dev $Steps error 'to stderr' print out 2>&1

            $all | Should -HaveCount 2
            $line = $all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
            $line.FullyQualifiedErrorId | Should -Be 'NativeCommandError'
            ($line | Out-String).Trim() | Should -Be 'to stderr'
            Invoke-P5Command -Stack dev $Steps error 'to stderr' print out 2>$null | Should -Be 'out'
        }

        It 'stays in the terminal with -Interactive' {
            $lines = & $PwshCommand @PwshArguments -NoProfile -Command "
                Import-Module '$ModuleManifest'
                `$caught = Invoke-P5Command -Stack prod -Interactive '$Steps' print terminal variables P5TEST_A exit 5
                `"caught [`$caught] `$LASTEXITCODE`""

            $lines | Should -Be 'terminal', '[prod]', 'caught [] 5'
        }

        It 'ends with the pipeline, and the command with it' {
            $first = Invoke-P5Command -Stack dev $Steps process forever | Select-Object -First 1

            Test-Alive ([int]$first) | Should -BeFalse
        }

        It 'ends with the pipeline, and what the command has started with it' {
            $first = Invoke-P5Command -Stack dev $Steps start process forever | Select-Object -First 1

            Wait-Until { -not (Test-Alive ([int]$first)) }
        }
    }

    It 'passes arguments to a batch file as they are, and takes its exit code' -Skip:(-not $IsWindows) {
        Set-Content run.cmd "@`"$Steps`" arguments %*`r`n@exit /b 300"

        $seen = Invoke-P5Command -Stack dev ./run.cmd 'a b' '"&echo injected&"' '|more' '>out' ''

        $seen | Should -Be '[a b]', '["&echo injected&"]', '[|more]', '[>out]', '[]'
        $LASTEXITCODE | Should -Be 300
        Test-Path out | Should -BeFalse
    }

    It 'has one variable for all spellings of a name' -Skip:(-not $IsWindows) {
        $null = New-Workspace -Toml (Get-EnvToml @{ path = "C:\p5test;$env:PATH" })

        $set = Invoke-P5Command -WarningAction Ignore -Stack dev cmd /d /c 'set path'

        $set -like 'path=*' | Should -HaveCount 1
        $set -like 'path=C:\p5test;*' | Should -HaveCount 1
    }

    It 'hands pipeline input to standard input: <Scenario>' -ForEach @(
        @{ Scenario = 'text'; Values = 'a', 'bé'; Expected = 'got a', 'got bé' }
        @{
            Scenario = 'objects as on the screen'
            Values = , [pscustomobject]@{ Name = 'n'; Value = 1 }
            Expected = 'got Name Value', 'got ---- -----', 'got n        1'
        }
    ) {
        $seen = $Values | Invoke-P5Command -Stack dev $Steps input

        $seen | ForEach-Object TrimEnd | Where-Object { $_ -ne 'got' } | Should -Be $Expected
    }

    It 'takes the end of a command that does not read its input' {
        1..20000 | ForEach-Object { "line $_" } |
            Invoke-P5Command -Stack dev $Steps exit 0 | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'sets $LASTEXITCODE, and errs only if native commands do' {
        function Invoke-InFunction {
            Invoke-P5Command -Stack dev $Steps exit 3
        }

        Invoke-InFunction
        $LASTEXITCODE | Should -Be 3
        $global:LASTEXITCODE | Should -Be 3

        $PSNativeCommandUseErrorActionPreference = $true
        { Invoke-P5Command -Stack dev $Steps exit 3 -ErrorAction Stop } | Should -Throw -ErrorId 'ArgumentTaken,*'
        { Invoke-P5Command -Stack dev -ErrorAction Stop $Steps exit 3 } |
            Should -Throw -ErrorId 'ProgramExitedWithNonZeroCode,*'
    }

    It 'ends the command at Ctrl+C, and sets its exit code' {
        $shell = New-Shell (Get-Location).Path "
            `$global:LASTEXITCODE = 0
            Invoke-P5Command -Stack dev '$Steps' process forever |
                ForEach-Object { Write-Warning `$_ }"
        try {
            $null = $shell.BeginInvoke()
            Wait-Until { $shell.Streams.Warning.Count -gt 0 }
            $processId = [int]$shell.Streams.Warning[0].Message
            Test-Alive $processId | Should -BeTrue

            $shell.Stop()

            Test-Alive $processId | Should -BeFalse
            $shell.Runspace.SessionStateProxy.GetVariable('LASTEXITCODE') | Should -Not -Be 0
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'says what it cannot run: <Scenario>' -ForEach @(
        @{
            Scenario = 'nothing of that name'
            Name = 'p5-no-such-command'
            Message = "*'p5-no-such-command' was not found*"
        }
        @{ Scenario = 'a cmdlet'; Name = 'Get-Item'; Message = '*Use-P5Environment*' }
    ) {
        { Invoke-P5Command -Stack dev $Name } |
            Should -Throw -ErrorId 'CommandNotFoundException,*' -ExpectedMessage $Message
    }

    It 'finds the command on the PATH that a plugin gives, as a block does' {
        $tools = (New-Item (Join-Path $TestDrive tools) -ItemType Directory -Force).FullName
        if ($IsWindows) {
            $outside = 'cmd'
            Set-Content (Join-Path $tools p5test-tool.cmd) '@echo %PATH%'
        }
        else {
            $outside = 'chmod'
            Set-Content (Join-Path $tools p5test-tool) "#!/bin/sh`necho `"`$PATH`""
            chmod +x (Join-Path $tools p5test-tool)
        }

        $null = New-Workspace -Toml (Get-EnvToml @{ PATH = $tools })
        Set-Alias p5test-alias p5test-tool

        Invoke-P5Command -WarningAction Ignore -Stack dev p5test-tool | Should -Be $tools
        Invoke-P5Command -WarningAction Ignore -Stack dev p5test-alias | Should -Be $tools
        if (-not $IsWine) {
            # Wine does not find the files that PowerShell looks for: p5test-tool.*
            Use-P5Environment -WarningAction Ignore dev { p5test-tool } | Should -Be $tools
        }

        { Invoke-P5Command -WarningAction Ignore -Stack dev $outside } |
            Should -Throw -ErrorId 'CommandNotFoundException,*'
        { Use-P5Environment -WarningAction Ignore dev { & $outside } } |
            Should -Throw -ErrorId 'CommandNotFoundException*'
    }

    It 'starts nothing with a variable with which no program can be started' -Skip:(-not $IsLinux) {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_BIG = 'x' * 200000 })

        $expected = "Plugin 'env' sets P5TEST_BIG, which has 200,012 bytes. The system starts no program with a " +
            'variable of more than 131,072 bytes.'
        { Invoke-P5Command -Stack dev $Steps } |
            Should -Throw -ErrorId 'P5.EnvironmentInvalid,*' -ExpectedMessage $expected
    }

    It 'works in constrained language mode' {
        $lines = Invoke-FreshPwsh {
            $manifest, $command = $args
            Import-Module $manifest
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            $all = Get-Item $manifest | Invoke-P5Command -Stack dev $command variables P5TEST_A error warned 2>&1
            $all | ForEach-Object { "$_" } | Sort-Object
            "$($ExecutionContext.SessionState.LanguageMode)"
        } $ModuleManifest, $Steps

        $lines | Should -Be '[base]', 'warned', 'ConstrainedLanguage'
    }

    It 'says why a file does not start' {
        $file = Join-Path $TestDrive 'no-program.exe'
        Set-Content $file 'text'

        { Invoke-P5Command -Stack dev $file } |
            Should -Throw -ErrorId 'NativeCommandFailed,*' -ExpectedMessage "*$file*"
    }

    It 'runs an alias of a native command' {
        Set-Alias p5test-steps $Steps

        Invoke-P5Command -Stack dev p5test-steps variables P5TEST_A | Should -Be '[base]'
    }

    It 'runs nothing if a plugin fails' {
        $null = New-Workspace -Toml (Get-PluginToml recorder $Recorder -Config @{ fail = 'no entry' })
        $mark = Join-Path $TestDrive 'ran'

        { Invoke-P5Command -Stack dev $Steps create $mark } |
            Should -Throw -ErrorId 'P5.AuthenticationFailed,*'

        Test-Path $mark | Should -BeFalse
    }
}
