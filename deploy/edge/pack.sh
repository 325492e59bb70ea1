#!/usr/bin/env bash
# Packs a release for machines without containers, a Raspberry Pi first of all: compiled code, dependencies, a Node, units
# and install.sh in one tarball that needs no network where it is installed. Prints the tarball's path.
set -euo pipefail
usage() {
  cat <<'TEXT'
Usage: deploy/edge/pack.sh [--arch arm64|x64] [--out <directory>] [--without-node] [--app <directory>]

  --arch          of the machines it is for (arm64)
  --out           where the tarball goes (.)
  --without-node  install.sh then takes the Node 24 that is installed there
  --app           a directory with dist and node_modules as the image has them, instead of making them
TEXT
}
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
arch=arm64 out=. node=yes app=
while (($#)); do
  case $1 in
    --arch) arch=${2:?} && shift ;;
    --out) out=${2:?} && shift ;;
    --app) app=${2:?} && shift ;;
    --without-node) node= ;;
    --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
[[ $arch == arm64 || $arch == x64 ]] || {
  usage >&2
  exit 2
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$repository/package.json")
release=$work/anemos-$version
mkdir -p "$release/systemd" "$release/config" "$release/docs"

if [[ $app ]]; then
  cp -R "$app/dist" "$app/node_modules" "$release"
  node=
else
  # As everyone builds it, the console included.
  (cd "$repository" && rm -rf dist && npm run --silent build) >&2
  cp -R "$repository/dist" "$release"
  cp "$repository"/{package.json,package-lock.json,.npmrc} "$release"
  (cd "$release" && npm ci --omit=dev --os=linux --cpu="$arch" --libc=glibc) >&2
  rm "$release"/{package-lock.json,.npmrc}
  if [[ $node ]]; then
    mkdir "$release/bin"
    mv "$release/node_modules/node-linux-$arch/bin/node" "$release/bin/node"
    mv "$release/node_modules/node-linux-$arch/LICENSE" "$release/bin/LICENSE"
  fi
  rm -rf "$release"/node_modules/{node-linux-*,.bin,.package-lock.json}
  "$repository/deploy/trim.sh" "$release/dist" "$release/node_modules"
fi
echo "$version" >"$release/VERSION"
if [[ $node ]]; then echo "$arch" >"$release/ARCH"; fi
cp "$repository"/{package.json,LICENSE,README.md} "$release"
cp "$repository/deploy/edge/install.sh" "$release"
cp "$repository/docs/asyncapi.yaml" "$release/docs"
cp "$repository"/deploy/systemd/*.service "$release/systemd"
cp "$repository"/deploy/edge/*.yaml "$release/config"

mkdir -p "$out"
tarball=$(cd "$out" && pwd)/anemos-$version-linux${node:+-$arch}.tar.gz
tar --sort=name --owner=0 --group=0 --numeric-owner -C "$work" -czf "$tarball" "anemos-$version"
echo "$tarball"
