# n8n with n8n-nodes-mtl baked in.  docker build -t n8n-mtl .
#
# n8n finds packages by name in <user folder>/.n8n/nodes/node_modules only. That folder lies in
# /home/node/.n8n, which is a volume as a rule, and a volume hides what an image has there. So the
# package waits in /opt/n8n-nodes-mtl, and the entrypoint puts this image's version into the volume
# before every start. (N8N_CUSTOM_EXTENSIONS would find it in /opt, but under other type names, and
# no exported workflow would fit.)

FROM node:24-bookworm-slim AS builder
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
# Named one by one, so that neither node_modules nor secrets of this folder get in.
COPY gulpfile.js tsconfig.json README.md LICENSE ./
COPY nodes nodes
COPY credentials credentials
COPY cli cli
COPY workflows workflows
RUN npm run build \
	&& npm pack --ignore-scripts --pack-destination /tmp \
	&& mkdir /package \
	&& tar -xzf /tmp/n8n-nodes-mtl-*.tgz -C /package --strip-components=1

FROM n8nio/n8n:2.41.1
COPY --from=builder --chown=root:root /package /opt/n8n-nodes-mtl
COPY --chown=root:root --chmod=755 docker/entrypoint.sh /opt/mtl/
ENV N8N_ENDPOINT_WEBHOOK=webhooks \
	N8N_DIAGNOSTICS_ENABLED=false \
	N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true \
	N8N_UNVERIFIED_PACKAGES_ENABLED=true \
	EXTERNAL_HOOK_FILES=/opt/n8n-nodes-mtl/dist/n8nHooks.js
ENTRYPOINT ["tini", "--", "/opt/mtl/entrypoint.sh"]
