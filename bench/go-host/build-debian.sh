#!/usr/bin/env bash
# Builds bin/go-host from Debian's packages, as the plugin in Go is built, whose messages it uses.
exec "$(dirname -- "${BASH_SOURCE[0]}")/../../examples/plugins/dev-env-go/build-debian.sh" \
  "$(dirname -- "${BASH_SOURCE[0]}")"
