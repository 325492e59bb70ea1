#!/bin/sh
# Takes out of a build (dist) or a production install (node_modules) what no running node needs. For Linux on x64 and arm64.
#   deploy/trim.sh dist node_modules
set -eu

for tree in "$@"; do
  # Source maps, types and manuals. Licences stay.
  find "$tree" -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' -o -iname '*.md' \) -delete
  case $(basename "$tree") in
    dist)
      # What only tests and benchmarks use, and what makes Grafana's dashboards.
      find "$tree" -type f \( -name '*.test.js' -o -name '*.config.js' \) -delete
      find "$tree" -type d \( -name testbed -o -name contract -o -name bench -o -path "$tree/grafana" \) -prune -exec rm -r {} +
      ;;
    node_modules)
      # What only bundlers take.
      find "$tree" -type d -path '*/@opentelemetry/*/build/es*' -prune -exec rm -r {} +
      find "$tree" -type f -name 'swagger-ui-es-bundle*.js' -delete
      find "$tree" -type d -path '*/prebuilds/*' ! -name linux-x64 ! -name linux-arm64 -prune -exec rm -r {} +
      ;;
  esac
  find "$tree" -type d -empty -delete
done
