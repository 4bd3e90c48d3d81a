@rem What dev-env is elsewhere: Windows starts no scripts by their first line.
@node "%~dp0dev-env" %*
