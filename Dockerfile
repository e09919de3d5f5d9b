# The environment is made in one stage and copied into the next, which holds neither sources nor caches.
FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/ieum
WORKDIR /src
# Dependencies first: they change seldom, and this layer is kept while the sources change.
# Time zones come with them (tzdata), so nothing but pip is asked for anything.
COPY requirements.lock ./
RUN /opt/ieum/bin/pip install --requirement requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY bot ./bot
COPY intents ./intents
COPY faq ./faq
COPY adapters ./adapters
RUN /opt/ieum/bin/pip install --no-deps .

FROM python:3.12-slim
LABEL org.opencontainers.image.title="ieumtalk" \
      org.opencontainers.image.description="이음톡: a Korean neighbourhood welfare chatbot with a staff queue" \
      org.opencontainers.image.licenses="GPL-3.0-or-later"
# A fixed number, so that the owner of mounted secrets and volumes can be set from outside.
RUN groupadd --gid 10001 ieum \
 && useradd --uid 10001 --gid ieum --home-dir /var/lib/ieum --no-create-home --shell /usr/sbin/nologin ieum \
 && install --directory --owner=ieum --group=ieum --mode=0700 /var/lib/ieum \
 && install --directory --mode=0755 /etc/ieum
COPY --from=build /opt/ieum /opt/ieum
ENV PATH=/opt/ieum/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    IEUM_DATA_DIR=/var/lib/ieum \
    IEUM_LOG_FORMAT=json
USER ieum
# Settings may also be mounted here as a file .env, so that secrets are not in the environment.
WORKDIR /etc/ieum
VOLUME /var/lib/ieum
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["ieum", "serve", "--host", "0.0.0.0", "--port", "8080"]
