#!/usr/bin/env bash
# Installs the release it lies in as a service, upgrades to it, goes back, or takes it away. Run again it changes nothing
# that is as it should be; what is configured stays.
set -euo pipefail
usage() {
  cat <<'TEXT'
Usage: sudo ./install.sh [install] [--role edge|cloud] [--edge <id>] [--cloud <url>]
                         [--uplink-password-file <file>] [--uplink-ca <file>]
       sudo ./install.sh add-user <name> [--role edge|cloud]    an MQTT user; prints <name>:<password> once
       sudo ./install.sh rollback  [--role edge|cloud]     back to the release before
       sudo ./install.sh uninstall [--role edge|cloud] [--purge]    with --purge its data and settings, too

  --edge, --cloud          the edge's id at its cloud (this machine's name) and where that is, mqtts://host:8883;
                           for the first install, later /etc/anemos/edge.yaml says so
  --uplink-password-file   what the cloud's `--add-user <id>` has printed behind the colon
  --uplink-ca              the authority of the cloud's certificate, when it is not one that everybody knows
  --root <directory>       into an image that is mounted there: no user is made, no service started
TEXT
}
fail() {
  echo "install.sh: $*" >&2
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
task=install role=edge user='' edge='' cloud='' password='' ca='' root='' purge=''
case ${1:-} in
  install | rollback | uninstall) task=$1 && shift ;;
  add-user) task=$1 user=${2:?} && shift 2 ;;
esac
while (($#)); do
  case $1 in
    --role) role=${2:?} && shift ;;
    --edge) edge=${2:?} && shift ;;
    --cloud) cloud=${2:?} && shift ;;
    --uplink-password-file) password=${2:?} && shift ;;
    --uplink-ca) ca=${2:?} && shift ;;
    --root) root=${2:?} && shift ;;
    --purge) purge=yes ;;
    --help | -h) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
[[ $role == edge || $role == cloud ]] || fail "--role $role is neither edge nor cloud"
[[ -z $edge || $edge =~ ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$ ]] || fail "--edge $edge: 1-64 letters, digits, _ . or -"
[[ -z $cloud || $cloud =~ ^mqtts?://[^[:space:]\']+$ ]] || fail "--cloud $cloud is not a URL such as mqtts://cloud.example:8883"
[[ $root || $EUID -eq 0 ]] || fail 'needs root: sudo ./install.sh'

opt=$root/opt/anemos etc=$root/etc/anemos
unit=anemos-$role.service
state=/var/lib/anemos
[[ $role == edge ]] || state=/var/lib/anemos-cloud
token=api-token
[[ $role == edge ]] || token='cloud-api-token'

edge_only=()
[[ $role == cloud ]] || edge_only=(ANEMOS_UPLINK_PASSWORD=unused)

# Nothing of this in an image that is only mounted.
system() { if [[ -z $root ]]; then "$@"; fi; }

node_for() { # release
  if [[ -x $1/bin/node ]]; then
    local machine
    machine=$(uname -m)
    case $(cat "$1/ARCH" 2>/dev/null)-$machine in
      arm64-aarch64 | x64-x86_64 | -*) return ;;
      *) [[ $root ]] || fail "this release is for $(cat "$1/ARCH"), this machine is $machine" ;;
    esac
    return
  fi
  local node
  node=$(command -v node) || fail 'this release brings no Node: install Node 24 or newer, or pack it without --without-node'
  (($("$node" -p 'process.versions.node.split(".")[0]') >= 24)) || fail "$node is older than Node 24"
  mkdir -p "$1/bin"
  ln -sf "$(readlink -f "$node")" "$1/bin/node"
}

point() { # link, release
  ln -sfn "$2" "$opt/$1.new"
  mv -T "$opt/$1.new" "$opt/$1"
}

# A whole release or none, even when it is the one that runs.
lay_out() {
  local version before
  version=$(<"$here/VERSION")
  mkdir -p "$opt/releases"
  if [[ $here != "$(readlink -f "$opt")/releases/$version" ]]; then
    rm -rf "$opt/releases/.new" "$opt/releases/.old"
    cp -R "$here" "$opt/releases/.new"
    node_for "$opt/releases/.new"
    chmod -R u=rwX,go=rX "$opt/releases/.new"
    system chown -R root:root "$opt/releases/.new"
    [[ ! -e $opt/releases/$version ]] || mv "$opt/releases/$version" "$opt/releases/.old"
    mv "$opt/releases/.new" "$opt/releases/$version"
    rm -rf "$opt/releases/.old"
  fi
  before=$(readlink "$opt/current" 2>/dev/null || true)
  if [[ $before && $before != "releases/$version" ]]; then point previous "$before"; fi
  point current "releases/$version"
  # What neither runs nor could be gone back to.
  local one
  for one in "$opt"/releases/*/; do
    one=releases/$(basename "$one")
    if [[ $one != "$(readlink "$opt/current")" && $one != "$(readlink "$opt/previous" 2>/dev/null)" ]]; then
      rm -rf "${opt:?}/$one"
    fi
  done
}

settings() {
  (umask 077 && mkdir -p "$etc/credentials")
  chmod 755 "$etc"
  if [[ ! -e $etc/$role.yaml ]]; then
    sed -e "s|EDGE|${edge:-$(uname -n)}|" -e "s|CLOUD|'${cloud:-mqtts://cloud.example:8883}'|" \
      "$here/config/$role.yaml" >"$etc/$role.yaml.new"
    if [[ $ca ]]; then sed -i 's|^  # caFile:|  caFile:|' "$etc/$role.yaml.new"; fi
    mv "$etc/$role.yaml.new" "$etc/$role.yaml"
  fi
  chmod 644 "$etc/$role.yaml"
  if [[ $ca ]]; then install -m 644 "$ca" "$etc/uplink-ca.pem"; fi
  if [[ $password ]]; then credential uplink-password <"$password"; fi
  if [[ ! -s $etc/credentials/$token ]]; then
    od -An -vtx1 -N32 /dev/urandom | tr -d ' \n' | credential "$token"
  fi
}

credential() { # name; from stdin
  (umask 077 && cat >"$etc/credentials/$1.new")
  [[ -s $etc/credentials/$1.new ]] || fail "the file for $1 is empty"
  mv "$etc/credentials/$1.new" "$etc/credentials/$1"
}

ready() { [[ $role == cloud || -s $etc/credentials/uplink-password ]]; }

case $task in
  install)
    [[ -s $here/VERSION ]] || fail 'lies in no release; run the one of the tarball that deploy/edge/pack.sh makes'
    system getent passwd anemos >/dev/null ||
      system useradd --system --user-group --no-create-home --home-dir "$state" --shell /usr/sbin/nologin anemos
    lay_out
    settings
    mkdir -p "$root/etc/systemd/system"
    install -m 644 "$here/systemd/$unit" "$root/etc/systemd/system/$unit"
    system systemctl daemon-reload
    system systemctl enable --quiet "$unit"
    if ready; then
      system systemctl restart "$unit"
      echo "anemos $(<"$here/VERSION") is installed; how it does: systemctl status $unit, journalctl -u $unit"
      echo "MQTT users are in $state/mqtt-credentials, the API token in /etc/anemos/credentials/$token"
    else
      echo 'It is not started: the password of this edge at its cloud is missing. At the cloud: --add-user <id>; then here'
      echo '  sudo ./install.sh --uplink-password-file <file>   and see /etc/anemos/edge.yaml: uplink'
    fi
    ;;
  add-user)
    # The edge's own password is not needed for it, but asked for by its configuration.
    cd / && exec setpriv --reuid=anemos --regid=anemos --clear-groups env ANEMOS_ROLE="$role" ANEMOS_DATA_DIR="$state" \
      ${edge_only[@]+"${edge_only[@]}"} "$opt/current/bin/node" "$opt/current/dist/runtime/main.js" \
      --config "$etc/$role.yaml" --add-user "$user"
    ;;
  rollback)
    before=$(readlink "$opt/previous" 2>/dev/null) || fail 'there is no release to go back to'
    point previous "$(readlink "$opt/current")"
    point current "$before"
    install -m 644 "$opt/current/systemd/$unit" "$root/etc/systemd/system/$unit"
    system systemctl daemon-reload
    system systemctl restart "$unit"
    echo "anemos $(<"$opt/current/VERSION") runs again"
    ;;
  uninstall)
    system systemctl disable --quiet --now "$unit" || true
    rm -f "$root/etc/systemd/system/$unit"
    system systemctl daemon-reload
    # The other role may run on the same release.
    if ! compgen -G "$root/etc/systemd/system/anemos-*.service" >/dev/null; then rm -rf "$opt"; fi
    if [[ $purge ]]; then
      rm -rf "$root$state" "$etc/$role.yaml" "$etc/credentials/$token"
      if [[ $role == edge ]]; then rm -rf "$etc/credentials/uplink-password" "$etc/uplink-ca.pem"; fi
      rmdir "$etc/credentials" "$etc" 2>/dev/null || true
      echo 'removed, with its data and settings'
    else
      echo "removed; its data stays in $state, its settings in /etc/anemos"
    fi
    ;;
esac
