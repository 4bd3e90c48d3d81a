BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # A server in the place of Azure, with a folder of its certificates. It prints the variables.
    $start = [System.Diagnostics.ProcessStartInfo]@{ FileName = $FakeAzure; RedirectStandardOutput = $true }
    $start.ArgumentList.Add((Join-Path $TestDrive 'user'))
    $Server = [System.Diagnostics.Process]::Start($start)
    $Changed = 1..6 | ForEach-Object {
        $name, $value = $Server.StandardOutput.ReadLine() -split '=', 2
        @{ Name = $name; Before = [System.Environment]::GetEnvironmentVariable($name) }
        Set-Item "Env:$name" $value
    }

    $Application = @('tenant = "11111111-1111-1111-1111-111111111111"'
        'client_id = "22222222-2222-2222-2222-222222222222"')
}

AfterAll {
    $Server.Kill()
    $Server.Dispose()
    $Changed | ForEach-Object { Set-Item "Env:$($_.Name)" $_.Before }
    Restore-Session
}

Describe 'The built-in source azure' {
    It 'gives a command the login of an application, and a secret of Key Vault' {
        $null = New-Workspace -Toml @('[plugins.azure.config]', 'login = "client-secret"'; $Application
            "variables = { DB_PASSWORD = `"$env:AZURE_AUTHORITY_HOST/secrets/password`" }")
        Set-Alias p5test-steps $Steps

        Invoke-P5Command -Stack dev p5test-steps variables 'ARM_USE_CLI,ARM_CLIENT_ID,DB_PASSWORD' |
            Should -Be '[false] [22222222-2222-2222-2222-222222222222] [hunter2-password]'
        $env:DB_PASSWORD | Should -BeNullOrEmpty
    }

    It 'shows what it uses, and nothing else' {
        $null = New-Workspace -Toml '[plugins.azure.config]', 'login = "managed-identity"'

        (Get-P5Plugin).Uses | Should -Be 'azure: the managed identity of this machine'
    }

    It 'asks no one in a shell that is not interactive, and says so at once' {
        $null = New-Workspace -Toml '[plugins.azure.config]', 'login = "device-code"',
            'tokens = { GRAPH_TOKEN = "https://graph.microsoft.com/.default" }'

        $message = Invoke-FreshPwsh {
            Import-Module $args[0]
            try {
                Invoke-P5Authenticate dev -ErrorAction Stop
            }
            catch {
                "$($_.FullyQualifiedErrorId) $_"
            }
        } $ModuleManifest

        $message | Should -BeLike 'P5.AuthenticationFailed,*you are not logged in, and no one can log in in this session*'
    }
}
