# What the PostgreSQL engines share; sourced by deploy/engines/postgres and deploy/engines/timescale,
# which set ENGINE and define engine_install, engine_settings and engine_prepare.
#
# A folder (--data) holds one cluster: data/ (PGDATA), server.log, port and password; made-by-start says
# that it was made for it. It listens on
# 127.0.0.1 only, without Unix sockets (their paths are short), and asks for the password that was
# made with it. The server refuses root, so for root it runs as the user postgres (or nobody).

DB=kinhbac
RUN_AS=
if [ "$(id -u)" = 0 ]; then
  if id postgres >/dev/null 2>&1; then RUN_AS=postgres; else RUN_AS=nobody; fi
fi
# Root's home is closed to the user that the server runs as.
if [ -n "$RUN_AS" ]; then default_cache=/var/cache; else default_cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}; fi
CACHE=${KINHBAC_ENGINES_CACHE:-$default_cache/kinhbac/engines}

die() { echo "$ENGINE: $*" >&2; exit 1; }
usage() { sed -n '2,/^$/{s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }

# Runs a command as the server's user, with nothing of the caller's environment.
as_user() {
  local clean=(env -i PATH=/usr/bin:/bin HOME=/ LC_ALL=C.UTF-8 TZ=UTC PGPASSWORD="${PGPASSWORD:-}" PGCONNECT_TIMEOUT=5)
  if [ -n "$RUN_AS" ]; then setpriv --reuid="$RUN_AS" --regid="$RUN_AS" --init-groups "${clean[@]}" "$@"
  else "${clean[@]}" "$@"; fi
}

# A program of the server's: as the machine has it, or through the unpacked loader.
program() { local name=$1; shift; as_user "$PGBIN/$name" "$@"; }
sql() { local db=$1; shift; program psql -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(cat "$DIR/port")" -U "$DB" -d "$db" "$@"; }
url() { echo "postgres://$DB:$PGPASSWORD@127.0.0.1:$(cat "$DIR/port")/$DB"; }
running() { [ -f "$DIR/data/postmaster.pid" ] && program pg_ctl -D "$DIR/data" status >/dev/null 2>&1; }

# Whether it answers; waits for one that is starting, or ending after a kill.
settled() {
  local tries
  for tries in $(seq 100); do
    running || return 1
    if sql postgres -c 'SELECT 1' >/dev/null 2>&1; then return 0; fi
    sleep 0.3
  done
  die "a server runs in $DIR and doesn't answer: see $DIR/server.log"
}

# Packages of a Debian release, unpacked beside the machine's own: unpack SUITE VERSION PACKAGE…
# Sets PGBIN. Nothing of the running system is replaced or configured.
unpack() {
  local suite=$1 version=$2; shift 2
  local place=$CACHE/$suite-$version-$ENGINE arch triplet loader
  arch=$(dpkg --print-architecture 2>/dev/null) || die "needs a Debian-like machine (dpkg is not there)"
  case $arch in
    amd64) triplet=x86_64-linux-gnu loader=ld-linux-x86-64.so.2 ;;
    arm64) triplet=aarch64-linux-gnu loader=ld-linux-aarch64.so.1 ;;
    *) die "knows no loader for $arch" ;;
  esac
  PGBIN=$place/root/usr/lib/postgresql/$version/bin
  [ ! -f "$place/unpacked" ] || return 0
  mkdir -p "$place" || die "can't make $place: set KINHBAC_ENGINES_CACHE to another folder"
  exec 9>"$place/lock"
  flock 9 # another run may be unpacking
  if [ ! -f "$place/unpacked" ]; then download "$@"; fi
  exec 9>&-
}

# The rest of unpack: the closure of the packages, less what only maintainer scripts need.
download() {
  local apt=$place/apt tree=$place/root site names name
  site=$(apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' \
    | awk '$3 == "main" && $2 !~ /security|updates|backports/ { print $1; exit }')
  [ -n "$site" ] || die "finds no Debian archive in this machine's apt sources"
  echo "$ENGINE: unpacking $* of $suite into $place" >&2
  rm -rf "$apt" "$tree"
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$tree"
  : > "$apt/status" # nothing installed: the whole closure, libc included
  echo "deb [arch=$arch signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site $suite main" > "$apt/sources.list"
  private_apt -qq update || die "can't read $suite from $site"
  local skip='adduser|bash|base-.*|coreutils|dash|debconf|debianutils|diffutils|dpkg|findutils|gawk|mawk|grep|gzip'
  skip="$skip|hostname|init-system-helpers|libperl.*|perl.*|login.*|lsb-.*|mount|ncurses-.*|netbase|openssl|passwd"
  skip="$skip|postgresql-common.*|postgresql-client-common|procps|psmisc|sed|sensible-utils|ssl-cert|sysv.*|tar|ucf"
  skip="$skip|util-linux.*|libllvm.*|libz3-.*|libpam-.*|libsemanage.*|libsepol.*|.*-base|cpp.*"
  names=$(private_apt -s -qq install "$@" | awk '$1 == "Inst" { print $2 }' | grep -Ev "^($skip)\$") \
    || die "apt resolves nothing for $* in $suite"
  # shellcheck disable=SC2086  # names are words
  ( cd "$apt/cache/archives" && private_apt -qq download $names ) || die "can't download from $site"
  for name in "$apt"/cache/archives/*.deb; do dpkg-deb -x "$name" "$tree"; done
  # Its libc is newer than the machine's, and programs start each other by path: each is put behind
  # a script that goes through the unpacked loader.
  for name in postgres initdb pg_ctl psql; do
    mv "$PGBIN/$name" "$PGBIN/$name.bin"
    printf '#!/bin/sh\nexec "%s" --argv0 "%s" --library-path "%s" "%s" "$@"\n' \
      "$tree/usr/lib/$triplet/$loader" "$PGBIN/$name" "$tree/usr/lib/$triplet" "$PGBIN/$name.bin" > "$PGBIN/$name"
    chmod 755 "$PGBIN/$name"
  done
  rm -rf "$apt"
  chmod -R a+rX "$place"
  program postgres --version > "$place/unpacked.new" \
    || die "the user ${RUN_AS:-$(id -un)} can't run $PGBIN/postgres: set KINHBAC_ENGINES_CACHE to a folder it can read"
  mv "$place/unpacked.new" "$place/unpacked"
}

private_apt() {
  apt-get -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferencesparts=/dev/null -o Dir::State="$apt/state" -o Dir::State::status="$apt/status" \
    -o Dir::Cache="$apt/cache" -o APT::Install-Recommends=false -o APT::Install-Suggests=false \
    -o Acquire::Languages=none -o APT::Sandbox::User=root "$@"
}

# Makes the cluster if the folder is new.
make_cluster() {
  if [ -d "$DIR" ] && [ ! -f "$DIR/password" ] && [ -n "$(ls -A -I made-by-start "$DIR")" ]; then
    die "$DIR has files that are not this engine's: give a new or empty folder"
  fi
  if [ ! -e "$DIR" ]; then
    mkdir -p "$DIR"
    : > "$DIR/made-by-start"
  fi
  if [ -n "$RUN_AS" ]; then chown "$RUN_AS" "$DIR"; fi
  as_user test -x "$DIR" -a -w "$DIR" \
    || die "the user ${RUN_AS:-$(id -un)} can't reach $DIR: give a folder whose parents are open to it, e.g. under /var/tmp"
  [ ! -f "$DIR/data/PG_VERSION" ] || return 0
  ( umask 077; od -An -N16 -tx1 /dev/urandom | tr -d ' \n' > "$DIR/password" )
  if [ -n "$RUN_AS" ]; then chown "$RUN_AS" "$DIR/password"; fi
  program initdb -D "$DIR/data" -U "$DB" --pwfile="$DIR/password" --auth=scram-sha-256 --encoding=UTF8 \
    --locale=C.UTF-8 --data-checksums --no-sync --no-instructions > "$DIR/server.log" 2>&1 \
    || { cat "$DIR/server.log" >&2; rm -rf "$DIR/data" "$DIR/password"; die "initdb failed"; }
  { cat <<'C'; engine_settings; } >> "$DIR/data/postgresql.conf"
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
shared_buffers = 256MB
max_connections = 100
max_wal_size = 2GB
C
  if [ "${KINHBAC_ENGINE_SYNC:-on}" = off ]; then
    printf '%s\n' 'fsync = off' 'full_page_writes = off' >> "$DIR/data/postgresql.conf"
  fi
  if [ -n "$RUN_AS" ]; then chown "$RUN_AS" "$DIR/server.log"; fi
}

# Starts the server on $1, or where it was last, or on a free port; nobody else can take it between
# choosing and listening, for the server's own attempt decides.
start_server() {
  local wanted=$1 port from tries
  [ -n "$wanted" ] || wanted=$(cat "$DIR/port" 2>/dev/null) || true
  for tries in 1 2 3 4 5 6 7 8 9 10; do
    port=${wanted:-$((20000 + (RANDOM * 32768 + RANDOM) % 12000))}
    from=$(wc -c < "$DIR/server.log")
    if program pg_ctl -D "$DIR/data" -l "$DIR/server.log" -o "-p $port" -w -t 60 start >/dev/null 2>&1; then
      echo "$port" > "$DIR/port"
      return 0
    fi
    if tail -c "+$((from + 1))" "$DIR/server.log" | grep -q 'Address already in use'; then
      if [ -n "$1" ]; then die "port $1 is in use: give another --port, or none"; fi
      wanted=
    elif ! tail -c "+$((from + 1))" "$DIR/server.log" | grep -q 'shared memory block'; then
      break # else: what a killed server left behind is ending
    fi
    sleep 0.3
  done
  tail -n 20 "$DIR/server.log" >&2
  die "the server did not start"
}

cmd_install() { engine_install; echo "$(program postgres --version) in $PGBIN"; }

cmd_start() {
  engine_install
  make_cluster
  PGPASSWORD=$(cat "$DIR/password")
  settled || start_server "$PORT"
  if [ "$(sql postgres -c "SELECT count(*) FROM pg_database WHERE datname = '$DB'")" = 0 ]; then
    sql postgres -c "CREATE DATABASE $DB"
  fi
  engine_prepare
  if [ -n "$WHILE" ]; then watch; fi
  url
}

# Waits for the end of a process, then stops the server.
watch() {
  (
    exec </dev/null >/dev/null 2>&1
    exec setsid bash -c 'tail --pid="$1" -f /dev/null
      "$2" stop --data "$3"
      [ ! -e "$3/made-by-start" ] || rm -rf "$3"' watch "$WHILE" "$SCRIPT" "$DIR"
  ) &
}

cmd_stop() {
  engine_install
  if ! running; then echo stopped; return; fi
  # At once after a minute: the write-ahead log has what is not in the tables yet.
  program pg_ctl -D "$DIR/data" -m fast -w -t 60 stop >/dev/null 2>&1 \
    || program pg_ctl -D "$DIR/data" -m immediate -w -t 60 stop >/dev/null \
    || die "it did not stop: see $DIR/server.log"
  echo stopped
}

cmd_status() {
  engine_install
  if ! running; then echo down; return 1; fi
  PGPASSWORD=$(cat "$DIR/password")
  url
}

# main "$@"
main() {
  local command=${1:-}; shift || true
  DIR='' PORT='' WHILE=''
  SCRIPT=$(realpath "$0")
  while [ $# -gt 0 ]; do
    case $1 in
      --data) [ $# -ge 2 ] || usage; DIR=$(realpath -m -- "$2"); shift 2 ;;
      --port) [ $# -ge 2 ] || usage; PORT=$2; shift 2 ;;
      --while) [ $# -ge 2 ] || usage; WHILE=$2; shift 2 ;;
      *) usage ;;
    esac
  done
  case $PORT in *[!0-9]*) die "--port $PORT is no number" ;; esac
  case $WHILE in *[!0-9]*) die "--while $WHILE is no process id" ;; esac
  case $command in
    install) ;;
    start|stop|status) [ -n "$DIR" ] || { echo "$ENGINE: $command wants --data DIR" >&2; usage; } ;;
    *) usage ;;
  esac
  cd / # the server's user may not see where we were called
  "cmd_$command"
}
