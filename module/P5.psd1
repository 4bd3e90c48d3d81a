@{
  RootModule             = 'P5.PowerShell.dll'
  ModuleVersion          = '0.1.0'
  GUID                   = '6f0f5a52-3a0e-4f1c-9d7b-5b7c0e9a2d15'
  Author                 = 'The P5 for PowerShell authors'
  CompanyName            = 'The P5 for PowerShell authors'
  Copyright              = '(c) The P5 for PowerShell authors. MIT license.'
  Description            = 'Gives a PowerShell session the credentials of a Pulumi stack, from plugins that speak the go-plugin protocol.'
  PowerShellVersion      = '7.6'
  CompatiblePSEditions   = @('Core')
  TypesToProcess         = @('P5.types.ps1xml')
  FormatsToProcess       = @('P5.format.ps1xml')
  CmdletsToExport        = @(
    'Approve-P5Workspace'
    'Clear-P5Credential'
    'Clear-P5Environment'
    'Convert-P5Config'
    'Disable-P5AutoEnvironment'
    'Enable-P5AutoEnvironment'
    'Export-P5Environment'
    'Get-P5Credential'
    'Get-P5Environment'
    'Get-P5Plugin'
    'Get-P5Workspace'
    'Invoke-P5Authenticate'
    'Invoke-P5Command'
    'New-P5Plugin'
    'Revoke-P5Workspace'
    'Set-P5Environment'
    'Stop-P5Plugin'
    'Test-P5Config'
    'Test-P5Plugin'
    'Use-P5Environment'
  )
  FunctionsToExport      = @()
  AliasesToExport        = @()
  VariablesToExport      = @()
  PrivateData            = @{
    PSData = @{
      Tags         = @('Pulumi', 'Credentials', 'Environment', 'Plugin', 'go-plugin', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
      ReleaseNotes = 'See CHANGELOG.md.'
    }
  }
}
