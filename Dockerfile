# The default: one process, one data folder, nothing else to run.
#   docker build -t offer-catalogue . && docker run -p 8000:8000 -v catalogue:/data offer-catalogue
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/catalogue && /opt/catalogue/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY catalogue catalogue
COPY schema schema
COPY harvesters harvesters
COPY vocab vocab
RUN /opt/catalogue/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 catalogue && mkdir /data && chown catalogue /data
COPY --from=build /opt/catalogue /opt/catalogue
USER catalogue
ENV PATH=/opt/catalogue/bin:$PATH CATALOGUE_DATA=/data CATALOGUE_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["catalogue", "serve"]
