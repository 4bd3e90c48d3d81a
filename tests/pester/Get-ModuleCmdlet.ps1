<#
The names of the module's cmdlets, from its project. For BeforeDiscovery, when TestTools.psm1 cannot be imported yet.
#>
$project = Join-Path $PSScriptRoot '../../src/P5.PowerShell/P5.PowerShell.csproj'
(Select-Xml -Path $project -XPath '//ModuleCmdlet/@Include').Node.Value
