"""The publisher ``wechat``: articles of a WeChat official account, as drafts or published.

WeChat answers 200 to nearly everything and says in ``errcode`` what is wrong; it limits how often
each call may be made in a day; and it publishes some time after it was asked to.
"""
