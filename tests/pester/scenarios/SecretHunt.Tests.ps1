<#
Drives every cmdlet of the module with marked values and looks for the marks in all that it writes. The cmdlets come
from the project of the module: a new one needs an entry here.
#>
BeforeDiscovery {
    # What is called of each cmdlet, in a workspace whose stack 'dev' gives credentials and whose stack 'bad' fails.
    # What may hold values is thrown away here; that it does hold them is tested below.
    $calls = @{
        'Approve-P5Workspace' = 'Approve-P5Workspace; Approve-P5Workspace /'
        'Clear-P5Credential' = '$null = Invoke-P5Authenticate dev; Clear-P5Credential env; Clear-P5Credential'
        'Clear-P5CredentialStore' = '$null = Invoke-P5Authenticate dev; Clear-P5CredentialStore'
        'Clear-P5Environment' = '
            Set-P5Environment dev
            Clear-P5Environment -PassThru
            Set-P5Environment dev
            Clear-P5Environment env'
        'Convert-P5Config' = 'Convert-P5Config ./old; Convert-P5Config ./nowhere'
        'Disable-P5AutoEnvironment' = '
            $env:PULUMI_STACK = "dev"
            $null = Approve-P5Workspace
            Enable-P5AutoEnvironment
            Disable-P5AutoEnvironment'
        'Disable-P5CredentialStore' = 'Disable-P5CredentialStore -Verbose'
        'Enable-P5AutoEnvironment' = '
            $env:PULUMI_STACK = "dev"
            $null = Approve-P5Workspace
            Enable-P5AutoEnvironment -Verbose
            Set-Location old
            Set-Location ..
            Get-P5Environment
            $env:PULUMI_STACK = "bad"
            Set-Location ./whole
            Set-Location ..
            Disable-P5AutoEnvironment'
        'Enable-P5CredentialStore' = '
            Enable-P5CredentialStore KernelKeyring
            Invoke-P5Authenticate dev -Force -Verbose
            Get-P5CredentialStore
            Disable-P5CredentialStore'
        'Export-P5Environment' = '
            $null = Export-P5Environment dev
            $null = Export-P5Environment dev -Format GitHubActions -Name env, recorder
            Export-P5Environment bad'
        'Get-P5Credential' = '$null = Invoke-P5Authenticate dev; Get-P5Credential; Get-P5Credential nosuch'
        'Get-P5CredentialStore' = '$null = Invoke-P5Authenticate dev; Get-P5CredentialStore'
        'Get-P5Environment' = 'Set-P5Environment dev; Get-P5Environment'
        'Get-P5Plugin' = '
            Get-P5Plugin
            $null = Invoke-P5Authenticate dev
            Get-P5Plugin -Stack dev
            Get-P5Plugin nosuch -Stack bad'
        'Get-P5Secret' = '
            $secret = Get-Content .env | ConvertTo-SecureString -AsPlainText
            Enable-P5CredentialStore KernelKeyring
            $null = Set-P5Secret a -Value $secret
            Get-P5Secret
            Get-P5Secret a, nosuch
            Disable-P5CredentialStore
            Disable-P5CredentialStore -Force'
        'Get-P5Workspace' = 'Get-P5Workspace; Approve-P5Workspace; Get-P5Workspace; Get-P5Workspace -Approved'
        'Invoke-P5Authenticate' = '
            Invoke-P5Authenticate dev
            Invoke-P5Authenticate dev -Force
            Invoke-P5Authenticate dev -Name nosuch
            Invoke-P5Authenticate bad'
        'Invoke-P5Command' = '
            Invoke-P5Command -Stack dev -Path ./whole dotnet --version
            Invoke-P5Command -Stack bad dotnet --version'
        'New-P5Plugin' = '
            $null = Invoke-P5Authenticate dev
            New-P5Plugin made go
            New-P5Plugin env go
            New-P5Plugin recorder go -AddToConfig
            Remove-Item made -Recurse -ErrorAction Ignore'
        'Remove-P5Secret' = '
            $secret = Get-Content .env | ConvertTo-SecureString -AsPlainText
            Enable-P5CredentialStore KernelKeyring
            $null = Set-P5Secret a -Value $secret
            Remove-P5Secret a, nosuch -Verbose
            Disable-P5CredentialStore -Force'
        'Revoke-P5Workspace' = 'Approve-P5Workspace; Revoke-P5Workspace; Revoke-P5Workspace'
        'Set-P5Environment' = '
            Invoke-P5Authenticate dev | Set-P5Environment -PassThru
            Set-P5Environment -Credential (Invoke-P5Authenticate dev)
            Set-P5Environment bad -PassThru
            Set-P5Environment dev'
        'Set-P5Secret' = '
            $secret = Get-Content .env | ConvertTo-SecureString -AsPlainText
            Set-P5Secret a -Value $secret
            Enable-P5CredentialStore KernelKeyring
            Set-P5Secret a -Value $secret -Verbose
            Set-P5Secret ../a -Value $secret
            Get-P5Secret nosuch
            Disable-P5CredentialStore -Force'
        'Stop-P5Plugin' = '$null = Invoke-P5Authenticate dev; Stop-P5Plugin; Invoke-P5Authenticate dev -Force'
        'Test-P5Config' = '
            $null = Invoke-P5Authenticate dev
            Test-P5Config
            Test-P5Config . -Stack dev
            Test-P5Config ./old'
        'Test-P5CredentialStore' = 'Test-P5CredentialStore'
        'Test-P5Plugin' = '
            Test-P5Plugin -Name recorder -Stack dev
            Test-P5Plugin -Name recorder -Stack bad
            Test-P5Plugin -Name absent -Stack dev'
        'Use-P5Environment' = '
            Use-P5Environment dev { $env:P5_STACK; Get-P5Credential; Get-P5Plugin } -Path ./whole
            Use-P5Environment bad { 1 }'
    }
    $exported = & $PSScriptRoot/../Get-ModuleCmdlet.ps1
    $hunts = foreach ($name in $exported) {
        foreach ($whatIf in $name -match '^(Get|Invoke|Test|Enable|Disable)-' ? $false : ($false, $true)) {
            @{ Cmdlet = $name; Script = $calls[$name]; WhatIf = $whatIf; How = $whatIf ? 'with -WhatIf' : 'in earnest' }
        }
    }
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
    $savedFile = $env:GITHUB_ENV
    $env:GITHUB_ENV = Join-Path $TestDrive 'github-env'

    # What is looked for: one value as it is, and the middle of another. The second plugin speaks of both.
    $marks = 'hunter2-marked', 'p@ss-marked'
    $location = 's3://user:p@ss-marked@host'
    $workspace = New-Workspace -Toml @(
        'order = ["env"]'
        "[plugins.env.config]`npath = '.env'"
        Get-PluginToml recorder $Recorder -Config @{ 'env.P5TEST_B' = $location }
        Get-PluginToml absent ./absent
    ) -Stack @{
        dev = Get-StackYaml recorder @{
            print = 'printed hunter2-marked'
            log = 'logged hunter2-marked'
            'last-words' = "bye hunter2-marked and $location"
        }
        bad = Get-StackYaml recorder @{ fail = 'no login with hunter2-marked' }
    }
    Set-Content .env 'P5TEST_A=hunter2-marked'
    $null = New-Item old -ItemType Directory
    Set-Content old/p5.toml "[plugins.old]`nsource = './old'"

    # A workspace without a plugin that fails, for the cmdlets that run nothing if one does.
    $null = New-Item whole -ItemType Directory
    Set-Content whole/p5.toml "[plugins.env.config]`npath = '../.env'"

    function Find-Mark([string] $Text) {
        $marks | Where-Object { $Text.Contains($_) }
    }

    # Every way in which somebody may look at an object.
    function Get-View([object] $Object) {
        "$Object"
        $Object | Out-String -Width 500
        $Object | Format-List * -Force | Out-String -Width 500
        $Object | Format-Table * | Out-String -Width 500
        $Object | Format-Custom -Depth 6 | Out-String -Width 500
        $Object | Get-Member -Force | Out-String -Width 500
        $Object | ConvertTo-Json -Depth 10 -WarningAction Ignore
        $Object | ConvertTo-Csv
        [System.Management.Automation.PSSerializer]::Serialize($Object, 8)
    }

    # Every way in which somebody may look at a record of a stream; their object graphs lead into PowerShell itself.
    function Get-RecordView([object] $Record, [Collections.Generic.HashSet[object]] $Seen) {
        if (-not $Seen.Add($Record)) {
            return
        }

        "$Record"
        $Record | Out-String -Width 500
        $Record | Format-List * -Force | Out-String -Width 500
        [System.Management.Automation.PSSerializer]::Serialize($Record, 2)
        if ($Record -is [System.Management.Automation.ErrorRecord]) {
            Get-Error -InputObject $Record | Out-String -Width 500
            for ($exception = $Record.Exception; $null -ne $exception; $exception = $exception.InnerException) {
                $exception.ToString()
                $exception | Format-List * -Force | Out-String -Width 500
                $exception.Data | Out-String -Width 500
            }
        }

        # What module logging records of a call: each parameter with its value as text.
        if ($Record.PSObject.Properties['InvocationInfo'] -and $Record.InvocationInfo -and
            $Seen.Add($Record.InvocationInfo)) {
            $Record.InvocationInfo.BoundParameters.GetEnumerator() | ForEach-Object {
                "$($_.Key)=$($_.Value)"
                $_.Value | Where-Object { $_ -isnot [scriptblock] -and $Seen.Add($_) } | ForEach-Object { Get-View $_ }
            }
        }
    }

    # Runs a script in a runspace of its own, with all streams and module logging on, and hands out all that it
    # wrote as text.
    function Invoke-Hunt([string] $Script, [bool] $Preview) {
        $shell = [powershell]::Create([System.Management.Automation.RunspaceMode]::NewRunspace)
        try {
            $null = $shell.AddScript({
                    param($manifest, $workspace, $script, $preview)
                    Import-Module $manifest
                    (Get-Module P5).LogPipelineExecutionDetails = $true
                    Set-Location $workspace
                    $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
                    $WhatIfPreference = $preview
                    . ([scriptblock]::Create($script))
                }).AddArgument($ModuleManifest).AddArgument($workspace).AddArgument($Script).AddArgument($Preview)
            $output = $shell.Invoke()
            $streams = $shell.Streams
            $records = @($streams.Error) + $streams.Warning + $streams.Verbose + $streams.Debug + $streams.Information +
                $streams.Progress + $shell.Runspace.SessionStateProxy.GetVariable('Error')
            $seen =
                [Collections.Generic.HashSet[object]]::new([Collections.Generic.ReferenceEqualityComparer]::Instance)
            @(
                $output | ForEach-Object { Get-View $_ }
                $records | ForEach-Object { Get-RecordView $_ $seen }
            ) -join "`n"
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
}

AfterAll {
    $env:GITHUB_ENV = $savedFile
    Restore-Session
}

Describe 'The secret hunt' {
    BeforeEach {
        Set-Location $workspace
        Clear-P5Environment
        Stop-P5Plugin
    }

    It 'has a call of every cmdlet of the manifest, and of no other' -ForEach @{
        Called = $calls.Keys
        Exported = $exported
    } {
        $Called | Sort-Object | Should -Be ($Exported | Sort-Object)
    }

    It 'finds no value in what <Cmdlet> writes <How>' -ForEach $hunts {
        $text = Invoke-Hunt $Script $WhatIf

        $text | Should -Not -BeNullOrEmpty
        Find-Mark $text | Should -BeNullOrEmpty
    }

    It 'hears what plugins say, with values masked' {
        $text =
            Invoke-Hunt 'Invoke-P5Authenticate dev; Invoke-P5Authenticate dev -Force; Invoke-P5Authenticate bad' $false

        $text | Should -Match ([regex]::Escape('recorder: printed ***'))
        $text | Should -Match ([regex]::Escape('text=logged ***'))
        $text | Should -Match ([regex]::Escape('no login with ***'))
    }

    It 'finds no value in a transcript of all calls' -ForEach @{ Calls = @($calls.Values) } {
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $null = Invoke-FreshPwsh {
            Import-Module $args[0]
            $env:GITHUB_ENV = $args[3]
            Set-Location $args[2]
            $null = Start-Transcript $args[1] -IncludeInvocationHeader
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            foreach ($call in $args[4]) {
                # A failure of Use-P5Environment and Invoke-P5Command ends what calls them; the next call goes on.
                try { . ([scriptblock]::Create($call)) } catch { "$_" }
            }

            Stop-P5Plugin
            $Error | Get-Error
            $null = Stop-Transcript
        } $ModuleManifest, $transcript, $workspace, $env:GITHUB_ENV, $Calls *>&1

        $text = Get-Content $transcript -Raw
        $text | Should -Match 'P5TEST_A'
        $text | Should -Match "Plugin 'recorder' returned "
        $text | Should -Match 'could not authenticate'
        Find-Mark $text | Should -BeNullOrEmpty
    }

    It 'would find values: they leave by <Way>' -ForEach @(
        @{ Way = 'ToHashtable'; Script = '(Invoke-P5Authenticate dev -Name env, recorder).ToHashtable()' }
        @{ Way = 'the environment'; Script = 'Set-P5Environment dev; $env:P5TEST_A; $env:P5TEST_B' }
        @{ Way = 'Export-P5Environment'; Script = 'Export-P5Environment dev -Name env, recorder' }
    ) {
        Find-Mark (Invoke-Hunt $Script $false) | Should -Be $marks
    }

    It 'would find values in every stream' -ForEach @(
        @{ Stream = 'Error' }, @{ Stream = 'Warning' }, @{ Stream = 'Verbose' }, @{ Stream = 'Debug' },
        @{ Stream = 'Information' }
    ) {
        Find-Mark (Invoke-Hunt "Write-$Stream 'hunter2-marked'" $false) | Should -Be 'hunter2-marked'
    }

    It 'would find values in the progress and in parameters' {
        Find-Mark (Invoke-Hunt "Write-Progress 'x' 'hunter2-marked'" $false) | Should -Be 'hunter2-marked'
        Find-Mark (Invoke-Hunt "Get-P5Plugin -Name 'hunter2-marked'" $false) | Should -Be 'hunter2-marked'
    }
}
