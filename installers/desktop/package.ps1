# Makes Letterlock's .msi on Windows, with a runtime of its own and the archives for servers (made on Linux) inside:
#   package.ps1 -Jdk C:\jdk-25 -Version 0.1.0 -ClassPath "a.jar;b.jar" -Bundles installers\target -Out installers\target
param(
    [Parameter(Mandatory)] [string] $Jdk,
    [Parameter(Mandatory)] [string] $Version,
    [Parameter(Mandatory)] [string] $ClassPath,
    [Parameter(Mandatory)] [string] $Bundles,
    [Parameter(Mandatory)] [string] $Out
)
$ErrorActionPreference = 'Stop'
$number = $Version -replace '-SNAPSHOT$', ''
$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
function Invoke-Program([string] $program, [string[]] $arguments) {
    & (Join-Path $Jdk "bin\$program.exe") @arguments
    if ($LASTEXITCODE -ne 0) { throw "$program failed" }
}
try {
    New-Item -ItemType Directory -Force -Path "$work\jars\bundles", $Out | Out-Null
    $unsigned = & "$Jdk\bin\java.exe" "$PSScriptRoot\..\Unsigned.java" "$work\unsigned" $ClassPath
    if ($LASTEXITCODE -ne 0) { throw 'Unsigned failed' }
    $unsigned -split ';' | ForEach-Object { Copy-Item $_ "$work\jars" }
    Copy-Item "$Bundles\letterlock-server-*.tar.gz" "$work\jars\bundles"
    Invoke-Program java @('-Djava.awt.headless=true', "$PSScriptRoot\Icons.java", "$PSScriptRoot\..\..\assets\mark.svg", "$work\icons")
    $jars = Get-ChildItem "$work\jars\*.jar" | ForEach-Object FullName
    $used = & "$Jdk\bin\jdeps.exe" --ignore-missing-deps --multi-release 25 --print-module-deps @jars
    if ($LASTEXITCODE -ne 0) { throw 'jdeps failed' }
    Invoke-Program jlink @('--output', "$work\runtime", '--strip-debug', '--no-header-files', '--no-man-pages', '--compress', 'zip-6',
        '--include-locales', 'en,ja,ru,zh', '--add-modules',
        "$used,java.management,java.naming,java.net.http,java.sql,jdk.crypto.ec,jdk.localedata,jdk.unsupported")
    Get-Content "$PSScriptRoot\common.options", "$PSScriptRoot\windows.options" | Where-Object { $_ -notmatch '^#' } |
        Set-Content -Encoding utf8 "$work\options"
    $jar = (Get-ChildItem "$work\jars\letterlock-desktop-*.jar").Name
    Invoke-Program jpackage @("@$work\options", '--app-version', $number, '--input', "$work\jars", '--main-jar', $jar,
        '--runtime-image', "$work\runtime", '--icon', "$work\icons\letterlock.ico", '--dest', $Out)
} finally {
    Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
}
