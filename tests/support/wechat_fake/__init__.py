"""WeChat's API for official accounts as its documents describe it, and as strict: for tests.

Written from the documents alone, not from any client. ``python -m tests.support.wechat_fake --port
0`` serves it and prints its address; ``started.wechat()`` does so for a test.
What the documents leave open is decided here so that a careless client is seen, and said there.
"""
