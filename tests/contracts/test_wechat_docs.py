"""What the page about WeChat tells a reader to type leads to a draft, at a fake of its API."""

from __future__ import annotations

from pathlib import Path

from tests.support.meddling_proxy import Proxy
from tests.support.pages import page
from tests.support.processes import Processes
from tests.support.reader import Reader, instead
from tests.support.wechat_fake.started import WeChat


def test_its_session_works(tmp_path: Path, wechat_account: WeChat, picture_server: Proxy) -> None:
    its = page("docs/targets/wechat.md")
    account = f"app_id={wechat_account.appid} --setting url={wechat_account.url}"
    places = {
        "app_id=wx0f1e2d3c4b5a6978": account,
        "https://tea.example": picture_server.url,
    }
    with Processes(tmp_path) as processes:
        processes.configure(
            {
                "TEA_WECHAT_SECRET": wechat_account.secret,
                "CONTENTHUB_ALLOW_PRIVATE_NETWORKS": "true",
            }
        )
        Reader(tmp_path, processes).follow(its, instead(its.steps(), places))
    (draft,) = wechat_account.state()["drafts"]
    assert "The tea trade" in str(draft)
