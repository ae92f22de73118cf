# SPDX-License-Identifier: Apache-2.0
"""nginx with TLS in front of several processes of a portal, as the README shows for one."""

import os
import signal
import ssl
import subprocess

from portal import free_port, wait_for

CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
{user}
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    # The callback's address holds a token.
    log_format portal '$remote_addr $request_method $uri $status $upstream_status';
    access_log {folder}/nginx-access.log portal;
    upstream portals {{
{servers}
    }}
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name {name};
        ssl_certificate {folder}/certificate.pem;
        ssl_certificate_key {folder}/key.pem;
        client_max_body_size 64k;
        location / {{
            proxy_pass http://portals;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
    }}
}}
"""


class Balancer:
    def __init__(self, folder, name, port=None):
        self.folder, self.name, self.port = folder, name, port or free_port()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", f"/CN={name}", "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"], check=True, capture_output=True)
        # Only this test knows the host's name; the certificate is the one just made.
        self.tls = ssl.create_default_context(cafile=folder / "certificate.pem")
        self.tls.check_hostname = False

    def start(self, ports):
        servers = "\n".join(f"        server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in ports)
        file = self.folder / "nginx.conf"
        file.write_text(CONFIGURATION.format(folder=self.folder, servers=servers, port=self.port, name=self.name, user=self.user()))
        self.process = subprocess.Popen(["nginx", "-e", self.folder / "nginx-error.log", "-c", file])
        wait_for("nginx", (self.folder / "nginx.pid").exists)

    @staticmethod
    def user():
        """If root starts nginx, its workers run as a user who can't access the folder."""
        return "user root;" if os.geteuid() == 0 else ""

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)

    def requests(self):
        """The log's line for each request: address, method, path, status, and the upstream statuses."""
        return [line.split(" ", 4) for line in (self.folder / "nginx-access.log").read_text().splitlines()]
