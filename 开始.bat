@echo off
chcp 65001 >nul
pushd "%~dp0"
set "PY="
for %%v in (3.11 3.12 3.13 3.14 3) do if not defined PY call :try py -%%v
if not defined PY call :try python
if not defined PY goto nopython
if "%~1"=="" goto desk
%PY% run_report.py %*
goto end
:desk
%PY% run_report.py start
goto end
:nopython
rem In Chinese: this computer has no Python; install Python 3.11 (64-bit) from python.org, tick Add to PATH, start again.
powershell -NoProfile -Command "[regex]::Unescape('\u8fd9\u53f0\u7535\u8111\u8fd8\u6ca1\u6709\u88c5 Python\u3002\u8bf7\u5230 python.org \u4e0b\u8f7d\u5b89\u88c5 64 \u4f4d\u7684 Python 3.11\uff08Windows 10 \u4ee5\u4e0a\uff0c\u5b89\u88c5\u65f6\u52fe\u4e0a Add to PATH\uff09\uff0c\u518d\u53cc\u51fb\u672c\u6587\u4ef6\u3002')" 2>nul
echo Python 3.11 (64-bit) : https://www.python.org/downloads/windows/
:end
popd
pause
goto :eof
:try
%* -c "" >nul 2>nul
if not errorlevel 1 set "PY=%*"
