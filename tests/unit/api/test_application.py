"""The application is put together without a word on standard error, which operators are told of."""

from __future__ import annotations

from contenthub.api import app
from contenthub.settings import Settings


def test_below_a_path_of_a_proxy_it_is_put_together_without_a_warning() -> None:
    app.build(Settings(api_root_path="/hub"))  # warnings are errors here
