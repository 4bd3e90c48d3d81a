# The rules that do not fit this repository, each with its reason. Invoke-ScriptAnalyzer . -Recurse -Settings ./PSScriptAnalyzerSettings.psd1
@{
  ExcludeRules = @(
    # PowerShell 7 reads UTF-8 without a mark.
    'PSUseBOMForUnicodeEncodedFile'
    # Pester's BeforeAll and It share variables, which the rule does not see.
    'PSUseDeclaredVarsMoreThanAssignments'
    # The functions with such verbs are helpers of tests; cmdlets are compiled.
    'PSUseShouldProcessForStateChangingFunctions'
  )
}
