#!/usr/bin/env bash
# Debian's own Prometheus scrapes the daemon:  scrape.sh HOST:PORT TOKEN_FILE
# Reports in TAP, as node --test does.
set -euo pipefail

target=$1 token_file=$2
work=$(mktemp -d)
prometheus=
number=0 failed=0
trap '[ -z "$prometheus" ] || kill "$prometheus" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

check() {
  local name=$1
  shift
  number=$((number + 1))
  if "$@" >"$work/output" 2>&1; then
    echo "ok $number - $name"
  else
    failed=$((failed + 1))
    echo "not ok $number - $name"
    sed 's/^/  # /' "$work/output"
  fi
}

fetch() { curl -sS --noproxy '*' --max-time 10 "$@"; }
with_token() { fetch -f -H "Authorization: Bearer $(cat "$token_file")" "$@"; }

refused_without_token() {
  local status
  status=$(fetch -o /dev/null -w '%{http_code}' "http://$target/metrics")
  [ "$status" = 401 ] || { echo "status $status"; return 1; }
}

promtool_lint() {
  local lint
  lint=$(with_token "http://$target/metrics" | promtool check metrics 2>&1) || { echo "$lint"; return 1; }
  [ -z "$lint" ] || { echo "$lint"; return 1; }
}

# A listening port of a process, found through the inodes of its sockets: with port 0 nobody else can take it.
listening_port() {
  local pid=$1 inodes
  inodes=$(find "/proc/$pid/fd" -type l -lname 'socket:*' -printf '%l\n' 2>/dev/null | tr -dc '0-9\n')
  awk -v inodes="$inodes" '
    BEGIN { split(inodes, list, "\n"); for (i in list) ours[list[i]] = 1 }
    $4 == "0A" && $10 in ours { split($2, address, ":"); print address[2]; exit }' /proc/net/tcp
}

starts() {
  cat >"$work/prometheus.yml" <<YAML
global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - job_name: shiptally
    authorization: { credentials_file: $(realpath "$token_file") }
    static_configs: [{ targets: ["$target"] }]
YAML
  promtool check config "$work/prometheus.yml"
  prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/tsdb" --web.listen-address=127.0.0.1:0 \
    --log.level=warn >"$work/log" 2>&1 &
  prometheus=$!
  local hex
  for _ in $(seq 200); do
    hex=$(listening_port "$prometheus")
    [ -z "$hex" ] || { api=http://127.0.0.1:$((16#$hex)) && return; }
    kill -0 "$prometheus" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/log"
  return 1
}

# The value of a query that gives one, asked again until it is the expected one.
becomes() {
  local query=$1 expected=$2 value=
  for _ in $(seq 200); do
    value=$(fetch --data-urlencode "query=$query" "$api/api/v1/query" | jq -r '.data.result[0].value[1] // empty' || true)
    [ "$value" != "$expected" ] || return 0
    sleep 0.1
  done
  echo "$query is '$value', not '$expected'"
  fetch "$api/api/v1/targets" | jq -r '.data.activeTargets[] | .lastError' || true
  return 1
}

rules_alarm() {
  promtool check rules dashboards/prometheus/*.rules.yaml
  promtool test rules tests/prometheus/rules.test.yaml
}

api=
echo "TAP version 13"
check "a scrape without a token is refused" refused_without_token
check "promtool finds nothing to complain about" promtool_lint
check "the alert rules alarm when they are to" rules_alarm
check "Prometheus starts" starts
check "the scrape succeeds: up is 1" becomes 'up{job="shiptally"}' 1
check "the daemon tells its version" becomes 'count(shiptally_build_info)' 1
check "the rows that came in are counted" becomes 'sum(shiptally_ingest_facts_total{outcome="accepted"}) > bool 0' 1
echo "1..$number"
echo "# pass $((number - failed))"
echo "# fail $failed"
[ "$failed" = 0 ]
