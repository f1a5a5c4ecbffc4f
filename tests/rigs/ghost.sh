#!/usr/bin/env bash
# A real Ghost on 127.0.0.1, for tests.
#   ghost.sh up DIR [PORT]   prints {url, admin_key, content_key, pids}; PORT defaults to a free one
#   ghost.sh down DIR        stops those pids and removes DIR
# `up` on a running DIR prints the same line again; on a stopped one it starts afresh.
# Needs node and npm, and gcc, make and python3 once (to build sqlite3).
# Programs are kept in ${RIG_CACHE:-~/.cache/rigs}. Owner: owner@example.com, password in DIR/password.
set -euo pipefail
me=${0##*/} version=5.130.6
# shellcheck source=tests/rigs/processes.sh
. "$(dirname -- "$(realpath -- "$0")")/processes.sh"
[ $# -ge 2 ] && [ -n "$2" ] || die "usage: $me up DIR [PORT] | down DIR"
dir=$(realpath -m -- "$2") port=${3:-}
cache=${RIG_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/rigs}

remove() {
  [ -e "$dir" ] || return 0
  [ -f "$dir/.ghost-rig" ] || die "$dir is not a folder made by $me"
  stop
  rm -rf -- "$dir"
}

install() {
  local to=$cache/ghost-$version-node$(node -p process.versions.modules) tmp prefix
  app=$to/package
  [ ! -f "$app/index.js" ] || return 0
  mkdir -p "$cache"
  exec 9>"$cache/ghost.lock"; flock 9
  if [ ! -f "$app/index.js" ]; then
    tmp=$to.part log=$cache/ghost-install.log
    rm -rf "$to" "$tmp"; mkdir -p "$tmp"
    step="npm pack ghost@$version"
    (cd "$tmp" && npm pack "ghost@$version") >"$log" 2>&1
    tar -xzf "$tmp"/ghost-*.tgz -C "$tmp"; rm "$tmp"/ghost-*.tgz
    node -e '
      const fs = require("fs"), f = process.argv[1], p = JSON.parse(fs.readFileSync(f));
      delete p.devDependencies; delete p.resolutions; delete p.scripts;
      p.overrides = {"mock-knex": "0.4.13"};
      fs.writeFileSync(f, JSON.stringify(p, null, 2));' "$tmp/package/package.json"
    # No install scripts but that of sqlite3. With node's headers at hand it is built here, without a download.
    step="npm install of Ghost's dependencies"
    (cd "$tmp/package" && npm install --omit=dev --legacy-peer-deps --ignore-scripts --no-audit --no-fund) >>"$log" 2>&1
    step="building sqlite3"
    prefix=$(dirname "$(dirname "$(node -p process.execPath)")")
    [ ! -f "$prefix/include/node/node.h" ] || export npm_config_nodedir=$prefix npm_config_build_from_source=sqlite3
    (cd "$tmp/package" && npm rebuild sqlite3 --ignore-scripts=false) >>"$log" 2>&1
    step="sqlite3 or sharp (images) does not load"
    (cd "$tmp/package" && node -e 'require("sqlite3"); require("sharp")') >>"$log" 2>&1
    mv "$tmp" "$to"
  fi
  exec 9>&-
}

free() {
  node -e '
    const s = require("net").createServer();
    s.on("error", e => { console.error(e.message); process.exit(1); });
    s.listen(+process.argv[1] || 0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });' "${1:-0}"
}

up() {
  local pid
  if [ -f "$dir/.ghost-rig" ] && [ -f "$dir/rig.json" ] && [ -n "$(alive)" ]; then
    [ -z "$port" ] || grep -q ":$port\"" "$dir/rig.json" || die "$dir runs on another port; take it down first"
    cat "$dir/rig.json"
    return 0
  fi
  [ ! -d "$dir" ] || [ -f "$dir/.ghost-rig" ] || rmdir -- "$dir" 2>/dev/null || die "$dir is not empty"
  command -v node >/dev/null && command -v npm >/dev/null || die "node and npm are needed"
  remove
  trap quit EXIT
  step="installing Ghost"; install
  step="making $dir"; log=
  mkdir -p "$dir"; : >"$dir/.ghost-rig"
  cp -r "$app/content" "$dir/content"
  step="port ${port:-} is not free"; port=$(free "$port")

  (umask 077; node -p 'require("crypto").randomBytes(12).toString("hex")' >"$dir/password")
  node -e '
    const [dir, port] = process.argv.slice(1);
    console.log(JSON.stringify({
      url: `http://127.0.0.1:${port}`,
      server: {host: "127.0.0.1", port: +port},
      database: {client: "sqlite3", connection: {filename: `${dir}/ghost.db`}, useNullAsDefault: true},
      paths: {contentPath: `${dir}/content`},
      mail: {transport: "stub", from: "rig@example.com"},
      bulkEmail: {mailgun: {baseUrl: "http://127.0.0.1:9/v3", domain: "rig.example.com", apiKey: "rig"}},
      logging: {level: "info", transports: ["stdout"]},
      security: {staffDeviceVerification: false},
      privacy: {useTinfoil: true},
    }, null, 2));' "$dir" "$port" >"$dir/config.production.json"

  # Ghost reads config.production.json from the working folder, and its own version through `current`.
  ln -s "$app" "$dir/current"
  step="starting Ghost"; log=$dir/ghost.log
  cd "$dir"
  NODE_ENV=production setsid node "$app/index.js" >"$log" 2>&1 </dev/null &
  pid=$!; note "$pid"
  step="setting Ghost up"
  node - "http://127.0.0.1:$port" "$pid" "$dir" >"$dir/rig.json.part" 2>"$dir/setup.log" <<'JS' || { cat "$dir/setup.log" >&2; exit 1; }
const fs = require('fs');
const [url, pid, dir] = process.argv.slice(2);
const api = url + '/ghost/api/admin';
const [email, password] = ['owner@example.com', fs.readFileSync(dir + '/password', 'utf8').trim()];
let cookie = '';
async function call(method, path, body) {
  const r = await fetch(api + path, {
    method, body: body && JSON.stringify(body),
    headers: {'content-type': 'application/json', origin: url, cookie, 'accept-version': 'v5.0'},
  });
  const text = await r.text();
  if (!r.ok) throw new Error(`${method} ${path}: ${r.status} ${text.slice(0, 300)}`);
  const set = r.headers.get('set-cookie');
  if (set) cookie = set.split(';')[0];
  return text.startsWith('{') ? JSON.parse(text) : text;
}
(async () => {
  for (const end = Date.now() + 120e3;;) {
    try { await call('GET', '/site/'); break; } catch (e) {
      try { process.kill(+pid, 0); } catch { throw new Error('Ghost has stopped'); }
      if (Date.now() > end) throw new Error(`no answer in 120 s: ${e.message}`);
      await new Promise(r => setTimeout(r, 200));
    }
  }
  await call('POST', '/authentication/setup/', {setup: [{name: 'Owner', email, password, blogTitle: 'Rig'}]});
  await call('POST', '/session/', {username: email, password});
  const made = await call('POST', '/integrations/?include=api_keys', {integrations: [{name: 'rig'}]});
  const key = type => made.integrations[0].api_keys.find(k => k.type === type).secret;
  console.log(JSON.stringify({url, admin_key: key('admin'), content_key: key('content'), pids: [+pid]}));
})().catch(e => { console.error(e.message); process.exit(1); });
JS
  mv "$dir/rig.json.part" "$dir/rig.json"
  ok=1
  cat "$dir/rig.json"
}

case $1 in
  up) [[ $port =~ ^([1-9][0-9]{0,4})?$ ]] && [ "${port:-1}" -le 65535 ] || die "not a port: $port"; up ;;
  down) remove ;;
  *) die "usage: $me up DIR [PORT] | down DIR" ;;
esac
