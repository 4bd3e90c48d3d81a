<#
Each test file imports this module in BeforeAll. It imports the built P5 module, points P5 and Pulumi at empty folders
instead of the user's own, and exports paths and helpers. Restore-Session, in AfterAll, puts the session back.
#>
Set-StrictMode -Version Latest
. (Join-Path (Split-Path $PSScriptRoot) pwsh/Pwsh.ps1)

$Repository = Split-Path (Split-Path $PSScriptRoot)
$ModuleVersion =
    ([xml](Get-Content -Raw (Join-Path $Repository 'Directory.Build.props'))).SelectSingleNode('//Version').InnerText
$ModuleManifest = Join-Path $Repository "artifacts/P5/$ModuleVersion/P5.psd1"
$Executable = $IsWindows ? '.exe' : ''
$WineVersion = [System.IntPtr]::Zero
# tests/windows/run runs these tests there, too.
$IsWine = $IsWindows -and [System.Runtime.InteropServices.NativeLibrary]::TryGetExport(
    [System.Runtime.InteropServices.NativeLibrary]::Load('ntdll.dll'), 'wine_get_version', [ref] $WineVersion)
$DevEnv = Join-Path $Repository "examples/plugins/dev-env-csharp/bin/dev-env$Executable"
# dotnet test says which configuration it has built.
$BuildOutput = "bin/$($env:P5_TEST_CONFIGURATION ?? 'Debug')/net10.0"
$Faulty = Join-Path $Repository "tests/plugins/faulty/$BuildOutput/p5-faulty$Executable"
$Recorder = Join-Path $Repository "tests/plugins/recorder/$BuildOutput/p5-recorder$Executable"
# A native command that does what its arguments say.
$Steps = Join-Path $Repository "tests/programs/steps/$BuildOutput/steps$Executable"
$FakeAws = Join-Path $Repository "tests/programs/fake-aws/$BuildOutput/fake-aws$Executable"
$FakeAzure = Join-Path $Repository "tests/programs/fake-azure/$BuildOutput/fake-azure$Executable"

# The programs of the tests write UTF-8; on Windows, a console has the code page of its country.
$SavedEncodings = [System.Console]::InputEncoding, [System.Console]::OutputEncoding
[System.Console]::InputEncoding = [System.Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)

$SavedVariables = @{}
foreach ($name in 'PULUMI_STACK', 'PULUMI_HOME', 'PULUMI_BACKEND_URL', 'PULUMI_CONFIG_PASSPHRASE',
    'PULUMI_CREDENTIALS_PATH', 'FAULTY_COOKIE', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR') {
    $SavedVariables[$name] = [System.Environment]::GetEnvironmentVariable($name)
    Remove-Item Env:$name -ErrorAction Ignore
}

$TestFolder = (Get-PSDrive TestDrive).Root
$SavedLocation = Get-Location
$env:PULUMI_HOME = Join-Path $TestFolder 'pulumi-home'
# P5 reads this one once in a process, which may run other files after this.
$env:XDG_STATE_HOME = $env:P5_TEST_STATE_HOME ?? (Join-Path $TestFolder 'state')
$env:FAULTY_COOKIE = 'crumb'
Import-Module $ModuleManifest -Force -Global

function Restore-Session {
    Import-Module $ModuleManifest -Global
    # The next file has the same state folder, and must not meet what a test of this one has stored.
    Disable-P5CredentialStore -Force
    Clear-P5Environment
    Stop-P5Plugin
    Set-Location $SavedLocation
    [System.Console]::InputEncoding, [System.Console]::OutputEncoding = $SavedEncodings
    foreach ($name in $SavedVariables.Keys) {
        # Not $null: PowerShell would make it an empty string, and so an empty variable.
        [System.Environment]::SetEnvironmentVariable($name, $SavedVariables[$name] ?? [NullString]::Value)
    }
}

# The text of a plugin's table in p5.toml.
function Get-PluginToml([string] $Name, [string] $Command, [string[]] $Arguments, [hashtable] $Config = @{}) {
    @(
        "[plugins.'$Name']"
        "cmd = '$Command'"
        if ($IsWine) {
            # AutoMTLS, the default on Windows, needs keys that Wine does not have.
            "mtls = 'never'"
        }

        if ($Arguments) {
            "args = [$(($Arguments | ForEach-Object { "'$_'" }) -join ', ')]"
        }

        "[plugins.'$Name'.config]"
        $Config.Keys | Sort-Object | ForEach-Object { "'$_' = '$($Config[$_])'" }
    ) -join "`n"
}

# The text of the table of the builtin plugin env, which gives these variables.
function Get-EnvToml([hashtable] $Variables) {
    @(
        '[plugins.env.config]'
        'type = "static"'
        '[plugins.env.config.vars]'
        $Variables.Keys | Sort-Object | ForEach-Object { "$_ = '$($Variables[$_])'" }
    ) -join "`n"
}

# Makes a workspace of its own, goes there and hands out its full path.
function New-Workspace {
    param(
        [string[]] $Toml = (Get-PluginToml dev-env $DevEnv),
        [string] $Program = "name: shop`nruntime: yaml`n",
        [hashtable] $Stack = @{ dev = ''; prod = '' })

    $path = Join-Path $TestFolder ([guid]::NewGuid().ToString('n'))
    $null = New-Item $path -ItemType Directory
    Set-Content (Join-Path $path 'p5.toml') $Toml
    Set-Content (Join-Path $path 'Pulumi.yaml') $Program
    foreach ($name in $Stack.Keys) {
        Set-Content (Join-Path $path "Pulumi.$name.yaml") $Stack[$name]
    }

    Set-Location $path
    $path
}

# The text of a stack file that configures one plugin.
function Get-StackYaml([string] $Plugin, [hashtable] $Config) {
    $values = $Config.Keys | Sort-Object | ForEach-Object { "        ${_}: '$($Config[$_])'" }
    "config:`n  p5:plugins:`n    ${Plugin}:`n      config:`n$($values -join "`n")"
}

# Runs a script and hands out what it wrote, stream by stream; nothing reaches the test's own streams.
function Get-Stream([scriptblock] $Script) {
    $all = @(& $Script *>&1)
    [pscustomobject]@{
        Output      = @($all | Where-Object {
                $_ -isnot [System.Management.Automation.ErrorRecord] -and
                $_ -isnot [System.Management.Automation.InformationalRecord] -and
                $_ -isnot [System.Management.Automation.InformationRecord]
            })
        Error       = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        Warning     = @(
            $all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object Message)
        Verbose     = @(
            $all | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message)
        Debug       = @(
            $all | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object Message)
        Information = @(
            $all | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } |
                ForEach-Object { "$($_.MessageData)" })
        Text        = $all | Out-String -Width 200
    }
}

# What Tab offers at the end of a line.
function Complete([string] $Line) {
    (TabExpansion2 $Line $Line.Length).CompletionMatches | ForEach-Object CompletionText
}

# Whether a process runs. A zombie does not.
function Test-Alive([int] $ProcessId) {
    $process = Get-Process -Id $ProcessId -ErrorAction Ignore
    $null -ne $process -and -not $process.HasExited
}

# How long tests wait for what another thread or process does. Only what never comes meets this, on a busy machine too.
$PatienceSec = 120

function Wait-Until([scriptblock] $Condition) {
    $deadline = [datetime]::UtcNow.AddSeconds($PatienceSec)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) {
            throw "It did not come within $PatienceSec s: $Condition"
        }

        Start-Sleep -Milliseconds 20
    }
}

# A shell with a runspace of its own in this process, with the module, in a workspace. One script: a batch of statements
# that is stopped and disposed can end the process (BatchInvocationWorkItem reads a variable of the closed runspace).
function New-Shell([string] $Workspace, [string] $Script) {
    [powershell]::Create().AddScript("Import-Module '$ModuleManifest'; Set-Location '$Workspace'; $Script")
}

# Runs a script in a PowerShell process of its own.
function Invoke-FreshPwsh([scriptblock] $Script, [object[]] $ArgumentList = @()) {
    & $PwshCommand @PwshArguments -NoProfile -NonInteractive -Command $Script -args $ArgumentList
}

# The handlers that run when the runspace's location changes.
function Get-LocationHandler {
    $action = $ExecutionContext.SessionState.InvokeCommand.LocationChangedAction
    if ($action) {
        $action.GetInvocationList()
    }
}

function Clear-LocationHandler {
    $ExecutionContext.SessionState.InvokeCommand.LocationChangedAction = $null
}

# A workspace that the auto environment may use, which sets WHO. It is the location then; hands out its full path.
function New-ApprovedWorkspace([string] $Who) {
    New-Workspace -Toml (Get-EnvToml @{ WHO = $Who })
    $null = Approve-P5Workspace
}

# For AfterEach: turns the auto environment off, whatever a test has left.
function Reset-AutoEnvironment {
    Disable-P5AutoEnvironment
    Clear-LocationHandler
    Clear-P5Environment
    Stop-P5Plugin
    Set-Location $TestFolder
}

# Skips a test that uses an example as it is: its plugins use AutoMTLS on Windows.
function Skip-ExampleInWine {
    if ($IsWine) {
        Set-ItResult -Skipped -Because 'Wine does not have the keys that AutoMTLS needs'
    }
}

# Skips a test that reads what a shell asks: in Wine, it does not write that to a pipe.
function Skip-QuestionInWine {
    if ($IsWine) {
        Set-ItResult -Skipped -Because 'in Wine, a shell does not write what it asks to a pipe'
    }
}

# Skips a test of a pattern that Windows takes and Wine does not.
function Skip-PatternInWine {
    if ($IsWine) {
        Set-ItResult -Skipped -Because 'Wine finds no file by a pattern with a dot after the star'
    }
}

# Turns the credential store on with a key that no user is asked for. Where there is none, the test is skipped.
function Enable-TestStore {
    $working = Test-P5CredentialStore | Where-Object { $_.IsWorking -and $_.Backend -in 'KernelKeyring', 'Dpapi' }
    if (-not $working) {
        Set-ItResult -Skipped -Because 'no backend works here without a prompt'
    }
    Enable-P5CredentialStore $working[0].Backend
}

# A workspace whose plugin returns a credential that is stored.
function New-StoredWorkspace([string] $Value) {
    $settings = @{ 'env.SSO_TOKEN' = $Value; pid = 'SSO_PROCESS'; ttl = '3600' }
    New-Workspace -Toml (Get-PluginToml sso $Recorder -Config $settings)
}

# A server in the place of Vault: each secret has the field 'key' and a lease, and a revocation is answered with a
# status. Stop-VaultServer ends it.
function Start-VaultServer([int] $RevocationStatus = 204) {
    $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $listener.Start()
    $requests = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $shell = [powershell]::Create().AddScript({
            param($Listener, $Requests, $RevocationStatus)
            $secret = '{"lease_id":"aws/creds/hunter2","lease_duration":3600,"renewable":true,"data":{"key":"hunter2"}}'
            while ($true) {
                $client = $Listener.AcceptTcpClient()
                $reader = [System.IO.StreamReader]::new($client.GetStream())
                $line = $reader.ReadLine()
                $Requests.Enqueue($line)
                $length = 0
                while ($header = $reader.ReadLine()) {
                    if ($header -match '^Content-Length: (\d+)') {
                        $length = [int] $Matches[1]
                    }
                }

                $null = $reader.ReadBlock([char[]]::new($length), 0, $length)
                $status = $line -match '/revoke ' ? $RevocationStatus : 200
                $body = $line -match '^GET' ? $secret : ''
                $answer = "HTTP/1.1 $status X`r`nContent-Length: $($body.Length)`r`nConnection: close`r`n`r`n$body"
                $client.GetStream().Write([System.Text.Encoding]::ASCII.GetBytes($answer))
                $client.Dispose()
            }
        }).AddArgument($listener).AddArgument($requests).AddArgument($RevocationStatus)
    $null = $shell.BeginInvoke()
    $env:VAULT_TOKEN = 'hunter2-token'
    [pscustomobject]@{
        Address  = "http://$($listener.LocalEndpoint)"
        Requests = $requests
        Listener = $listener
        Shell    = $shell
    }
}

function Stop-VaultServer($Server) {
    $Server.Listener.Stop()
    $Server.Shell.Dispose()
    Remove-Item Env:VAULT_TOKEN
}

# The text of the table of a plugin that gets KEY from that server.
function Get-VaultToml($Server, [string] $Name = 'vault') {
    @(
        "[plugins.$Name]"
        "builtin = 'vault'"
        "config = { address = '$($Server.Address)', variables = { KEY = 'aws/creds/deploy#key' } }"
    ) -join "`n"
}

Export-ModuleMember -Function * -Variable `
    Repository, ModuleVersion, ModuleManifest, Executable, IsWine, BuildOutput, DevEnv, FakeAws, FakeAzure, Faulty, `
    Recorder, Steps, PatienceSec, PwshCommand, PwshArguments
