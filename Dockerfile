# syntax=docker/dockerfile:1
# Two stages: the first builds dist/ and leaves the packages that run it, the second holds these and nothing else.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json asconfig.json ./
COPY scripts scripts
COPY assembly assembly
COPY src src
RUN npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    PROCESSING_STATE_DIR=/var/lib/millrace
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The one place that is written to: snapshots. Everything else may be read-only.
RUN mkdir -p /var/lib/millrace && chown node:node /var/lib/millrace
VOLUME /var/lib/millrace
# node, by its number: Kubernetes cannot tell otherwise that it is not root.
USER 1000:1000
EXPOSE 8081 9249
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["node", "dist/main.js", "status", "--once", "--alive"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "dist/main.js"]
CMD ["run"]
