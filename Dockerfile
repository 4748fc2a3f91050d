# docker build -t shelftalk:local .
# docker run -p 127.0.0.1:8080:8080 -v shelftalk:/data --read-only --tmpfs /tmp shelftalk:local
#
# One image for every role: the role is the first argument (api, worker, migrate, doctor, ...; all if none).

FROM node:24-slim AS build
WORKDIR /app
# What the project needs changes seldom: this layer is used again until the lock file changes. The build,
# which npm would start here, needs the source and comes below.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs scripts/
COPY migrations migrations/
COPY src src/
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    SHELFTALK_DATA=/data
WORKDIR /app
# Owned by root, so that the program cannot change itself.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules/
COPY --from=build /app/migrations migrations/
COPY --from=build /app/dist dist/
# The embedded database, unless DATABASE_URL names a real one; a new volume takes over owner and mode.
RUN mkdir /data && chown node:node /data && chmod 700 /data
# The user node, by number: Kubernetes checks that it is not root without looking into the image.
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself gets the signal to stop and finishes what it has begun.
ENTRYPOINT ["node", "dist/main.js"]
