#!/usr/bin/env bash
# Builds and tests the plugin without a module proxy, from Debian's packages:
#   golang-go golang-github-hashicorp-go-plugin-dev golang-google-grpc-dev
# They are made for GOPATH builds, so the sources are copied to where their import paths say.
# With the folder of another program, builds that one instead: it can import this module.
set -euo pipefail

own_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
program_dir=$(cd -- "${1:-$own_dir}" && pwd)

gopath=$(mktemp -d)
trap 'rm -rf -- "$gopath"' EXIT

package_dir() {
  echo "$gopath/src/$(sed -n 's/^module //p' "$1/go.mod")"
}

for module_dir in "$own_dir" "$program_dir"; do
  mkdir -p "$(package_dir "$module_dir")"
  (cd "$module_dir" && find . -name '*.go' -exec cp --parents -t "$(package_dir "$module_dir")" -- {} +)
done

export GO111MODULE=off GOPATH="$gopath:/usr/share/gocode" CGO_ENABLED=0
cd "$(package_dir "$program_dir")"
go vet ./...
# Built for another system, as GOOS says, the tests cannot run here.
[[ ${GOOS:-} ]] || go test ./...
go build -o "$program_dir/bin/" .
echo "built $program_dir/bin/$(basename -- "$PWD")"
