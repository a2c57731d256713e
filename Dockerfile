# Two stages: wheels are built and installed in the first, only the result is in the second.
# The local Slack of the demo is not part of the image: its extra is not installed.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements-prod.txt requirements-build.txt ./
RUN python -m venv /bearings \
 && /bearings/bin/pip install --no-deps --require-hashes -r requirements-prod.txt \
 && python -m venv /tools \
 && /tools/bin/pip install --no-deps --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY analytics analytics
COPY slackapp slackapp
COPY docs docs
RUN /tools/bin/python -m hatchling build -t wheel -d /wheels \
 && /bearings/bin/pip install --no-deps --no-index /wheels/*.whl \
 && /bearings/bin/python -m compileall -q /bearings/lib

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Bearings" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 bearings \
 && useradd --uid 10001 --gid bearings --home-dir /data --no-create-home bearings \
 && install -d -o bearings -g bearings -m 0700 /data /keys
COPY --from=build /bearings /bearings
ENV PATH=/bearings/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BEARINGS_HOST=0.0.0.0 \
    BEARINGS_PORT=3000 \
    BEARINGS_DATABASE_URL=sqlite:////data/bearings.db \
    BEARINGS_KEY_STORE=/keys/store \
    BEARINGS_MASTER_KEY_FILE=/keys/master.key \
    BEARINGS_HEARTBEAT_FILE=/tmp/bearings-worker
WORKDIR /data
USER bearings
# /keys must stay out of every backup: a backup that holds both volumes could open answers.
VOLUME ["/data", "/keys"]
EXPOSE 3000
# Asks whatever runs here, whatever its role.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["bearings", "health"]
ENTRYPOINT ["bearings"]
CMD ["serve"]
