@echo off
rem `roundhouse` of the packaged desktop app: its own binary as a bare Node, with the command line beside it. No window is opened.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Roundhouse.exe" "%~dp0..\cli\main.js" %*
