# One image for every process: `docker run IMAGE api`, `worker`, `scheduler`, `migrate`, or any other command.
#
# Base images and package indexes are arguments, so that a company's own registry can stand for the public ones:
#   docker build --build-arg PYTHON_IMAGE=registry.internal/python:3.11-slim-bookworm \
#                --build-arg PIP_INDEX_URL=https://pypi.internal/simple --build-arg UV_DEFAULT_INDEX=https://pypi.internal/simple .
# The last two stages must stand on the same image: what is built in one runs in the other.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
ARG NODE_IMAGE=node:22-bookworm-slim


FROM ${NODE_IMAGE} AS web
ARG NPM_CONFIG_REGISTRY
WORKDIR /src/service/web
COPY service/web/package.json service/web/package-lock.json service/web/.npmrc ./
RUN npm ci --no-fund --loglevel=error
COPY service/web/ ./
RUN npm run build


FROM ${PYTHON_IMAGE} AS build
ARG PIP_INDEX_URL
ARG UV_DEFAULT_INDEX
# `aws` reads transcripts from S3; `local` adds the broker that `aftercall up` starts, for a whole instance in
# one container.
ARG EXTRAS=aws
ENV BUILD=/opt/build VIRTUAL_ENV=/opt/aftercall SKELETON=/skeleton \
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 \
    UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /src
COPY tools/build-requirements.txt ./
RUN python -m venv "$BUILD" && "$BUILD/bin/pip" install --require-hashes --requirement build-requirements.txt
# Packages first: they change less often than our own code, and each is checked against the hash in uv.lock.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN "$BUILD/bin/uv" export --frozen --no-dev --no-emit-project ${EXTRAS:+--extra "$EXTRAS"} --output-file requirements.txt \
 && "$BUILD/bin/uv" venv --python "$(command -v python)" "$VIRTUAL_ENV" \
 && "$BUILD/bin/uv" pip install --require-hashes --requirement requirements.txt
COPY config/demo.yaml config/
COPY connectors/ connectors/
COPY prompts/ prompts/
COPY service/ service/
COPY --from=web /src/service/web/dist/ service/web/dist/
RUN "$BUILD/bin/hatchling" build --target wheel --directory dist \
 && "$BUILD/bin/uv" pip install --no-deps dist/*.whl \
 && mkdir -p "$SKELETON/aftercall"


FROM ${PYTHON_IMAGE} AS runtime
ARG VERSION=0.1.0
ARG REVISION=
LABEL org.opencontainers.image.title="aftercall" \
      org.opencontainers.image.description="After-call work for contact centres: transcript in, checked draft, one CRM record out" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# Written to are the data folder and /tmp alone, so that the root file system can be read-only.
ENV PATH=/opt/aftercall/bin:/usr/local/bin:/usr/bin:/bin HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    AFTERCALL_DATA=/var/lib/aftercall AFTERCALL_CONFIG_DIR=/etc/aftercall/tenants \
    AFTERCALL_HOST=0.0.0.0 AFTERCALL_PORT=8080 AFTERCALL_METRICS_PORT=9464
COPY --from=build /opt/aftercall/ /opt/aftercall/
COPY --from=build --chown=10001:10001 /skeleton/ /var/lib/
WORKDIR /var/lib/aftercall
VOLUME ["/var/lib/aftercall"]
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 8080 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["python", "-m", "service.cli.pulse"]
ENTRYPOINT ["aftercall"]
CMD ["--help"]
