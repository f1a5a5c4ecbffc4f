"""A real article, as short as the gate lets one go: what fakes and helpers deliver.

Below 60 words, so that no two of them are near copies of each other.
"""

from __future__ import annotations

FIRST = (
    "Tea is a drink that most of the world takes hot, and nearly everybody takes it for granted."
)
SECOND = (
    "Warm the pot before the leaves go in, pour water that has just stopped boiling, and wait for"
    " four minutes; five make it bitter."
)
ARTICLE = f"{FIRST}\n\n{SECOND}"
CHINESE = (
    "茶叶放进壶里之前，先用热水把壶烫一遍，倒掉，再把刚开过的水冲下去。\n\n"
    "等上四分钟就可以喝了；等得太久，茶汤会发苦，颜色也会变深。喜欢淡的人早一点倒出来，喜欢浓的人就多放一小勺茶叶进去。"
)
