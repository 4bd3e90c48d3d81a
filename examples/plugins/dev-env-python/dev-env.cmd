@rem What dev-env is elsewhere: Windows starts no scripts by their first line.
@"%~dp0.venv\Scripts\python.exe" "%~dp0plugin.py" %*
