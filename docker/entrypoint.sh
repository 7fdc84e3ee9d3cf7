#!/bin/sh
# Puts this image's n8n-nodes-mtl where n8n looks for packages, then continues like n8n's own image.
# "setup" as the first word runs the package's own `n8n-nodes-mtl setup` instead.
set -eu
nodes="${N8N_USER_FOLDER:-/home/node}/.n8n/nodes/node_modules"
mkdir -p "$nodes"
rm -rf "$nodes/n8n-nodes-mtl"
cp -R /opt/n8n-nodes-mtl "$nodes/n8n-nodes-mtl"
# A secret can come from a file, as in compose.queue.yaml.
from_file() {
	eval "path=\${$1_FILE:-}"
	if [ -n "$path" ]; then export "$1=$(cat "$path")"; fi
}
if [ "${1:-}" = setup ]; then
	from_file MARIADB_PASSWORD
	from_file CALCOM_WEBHOOK_SECRET
	if [ -z "${MTL_DATABASE_URL:-}" ]; then
		: "${MARIADB_PASSWORD:?see docker/mtl.env.example}"
		password=$(node -p 'encodeURIComponent(process.env.MARIADB_PASSWORD)')
		export MTL_DATABASE_URL="mysql://mtl:$password@${MARIADB_HOST:-database}:3306/mtl"
	fi
	exec node "$nodes/n8n-nodes-mtl/dist/cli.js" "$@"
fi
exec /docker-entrypoint.sh "$@"
