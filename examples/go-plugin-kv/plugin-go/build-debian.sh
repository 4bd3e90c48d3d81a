#!/usr/bin/env bash
# Builds the plugin without a module proxy, from Debian's packages:
#   golang-go golang-github-hashicorp-go-plugin-dev golang-google-grpc-dev
# They are made for GOPATH builds, so the sources are copied to where their import path says.
set -euo pipefail

source_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
import_path=$(sed -n 's/^module //p' "$source_dir/go.mod")

gopath=$(mktemp -d)
trap 'rm -rf -- "$gopath"' EXIT
package_dir="$gopath/src/$import_path"
mkdir -p "$package_dir"
cp -- "$source_dir"/*.go "$package_dir/"

export GO111MODULE=off GOPATH="$gopath:/usr/share/gocode" CGO_ENABLED=0
cd "$package_dir"
go vet ./...
go build -o "$source_dir/bin/kv" .
echo "built $source_dir/bin/kv"
