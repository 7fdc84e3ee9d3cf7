#!/bin/sh
# Puts this image's n8n-nodes-mtl where n8n looks for packages, then goes on as n8n's image does.
# "setup" as the first word migrates the database and imports credentials and workflows instead.
set -eu
nodes="${N8N_USER_FOLDER:-/home/node}/.n8n/nodes/node_modules"
mkdir -p "$nodes"
rm -rf "$nodes/n8n-nodes-mtl"
cp -R /opt/n8n-nodes-mtl "$nodes/n8n-nodes-mtl"
if [ "${1:-}" = setup ]; then
	shift
	exec node /opt/mtl/setup.js "$@"
fi
exec /docker-entrypoint.sh "$@"
