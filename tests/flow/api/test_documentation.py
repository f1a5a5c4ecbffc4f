"""The documentation: open on loopback alone, and complete without any other host."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.api import Served, served


def test_the_page_and_all_that_it_asks_for_come_from_us(server: Served) -> None:
    anybody = server.client()
    page = anybody.get("/docs")
    assert page.status_code == 200
    wanted = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert len(wanted) >= 4
    for place in wanted:
        assert place.startswith("data:") or anybody.get(f"/{place}").status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert anybody.get("/docs/../app.py").status_code == 404
    assert anybody.get("/docs/docs.html").status_code == 404


def test_a_setting_closes_them(tmp_path: Path) -> None:
    with served(tmp_path, CONTENTHUB_API_DOCS="false", CONTENTHUB_API_ROOT_PATH="/hub") as server:
        for path in ("/docs", "/openapi.json", "/docs/docs.js"):
            assert server.client().get(path).status_code == 401
        reader = server.client(server.token("shop"))
        assert reader.get("/openapi.json").json()["servers"] == [{"url": "/hub"}]
        assert server.process.stderr() == ""  # what is there is a warning of the checklist


def test_by_another_name_than_loopback_they_need_a_token(tmp_path: Path) -> None:
    with served(tmp_path, CONTENTHUB_API_ALLOWED_HOSTS="hub.example") as server:
        headers = {"host": "hub.example"}
        assert server.client().get("/docs", headers=headers).status_code == 401
        assert server.client().get("/health", headers=headers).status_code == 200
