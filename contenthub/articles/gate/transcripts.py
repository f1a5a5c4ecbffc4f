"""Is it the talk with an assistant instead of its outcome? Speakers are named at each turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.expressions import Expression, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage

NAME = "transcript"
_ASSISTANT = Expression(
    r"^\W*(?:assistant|ai(?: assistant| model)?|chatgpt|gpt(?:-?\d[\w.]*)?|claude|gemini|llama"
    r"|copilot|bot|chatbot|model"
    r"|助手|ai助手|小助手|智能助手|机器人|模型|客服助手|豆包|文心一言|通义千问|deepseek"
    r"|assistent|アシスタント)\s?[:：]",
    re.MULTILINE,
)
_USER = Expression(
    r"^\W*(?:user|human|me|you|prompt|用户|使用者|我|人类|提问"
    r"|问|客户|nutzer|utilisateur|usuario"
    r"|ユーザー)\s?[:：]",
    re.MULTILINE,
)
_TURN = one_of(r"""
    \W*(?:human|user|system|assistant|用户|系统|助手)\s?\W?[:：\]】][^\n]{0,60}\b(?:write|you|make
    article|blog|continue)\b
    \W*(?:用户|系统|助手)\s?[:：][^\n]{0,30}(?:写|文章|你是)
""")
_TURNS = 3  # of both together


def check(article: Finished) -> Iterator[Finding]:
    """Turns of a user and of an assistant."""
    if ":" not in article.low and "：" not in article.low:
        return
    passages = article.spoken
    for passage in (*passages[:1], *passages[-1:]):
        if passage.begins(_TURN, passage.low):
            yield Finding(
                NAME, Level.HOLD, passage.block.span, "a turn of a talk with an assistant"
            )
            return
    assistants = _named(_ASSISTANT, article)
    users = _named(_USER, article) if assistants else []
    if users and assistants and len(users) + len(assistants) >= _TURNS:
        first = min(users[0].block.start, assistants[0].block.start)
        span = next(one.block.span for one in (*users, *assistants) if one.block.start == first)
        yield Finding(NAME, Level.HOLD, span, "the talk with an assistant, and not its outcome")


def _named(speakers: Expression, article: Finished) -> list[Passage]:
    """The passages in which one of these speaks."""
    return [
        one
        for one in article.holding(speakers)
        if has(one.low, ":：") and one.find(speakers, one.low)
    ]
