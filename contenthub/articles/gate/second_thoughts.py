"""Does its writer argue with himself? A doubt over a figure, and what he will put all the same.

"Hmm, was it 6 or 1.5? Fine, go with six. Next: cost." Nobody speaks so to readers, but in a column
or a story, whose author says "I" all along.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import genres
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import spelled_out

NAME = "thinking_aloud"
_LONG = 480  # characters of such a paragraph
_FEW_VOICES = 2  # passages in which somebody says "I": more of them make him the author
_DOUBTS = one_of(r"""
    (?:^|[.!?…] )\W*(?:hmm+|wait|hold on|hang on|actually,? (?:no|wait)|scratch that|no, wait
    not sure)\b
    \bis (?:that|this|it) (?:right|correct|true|still true|accurate)\b[^?]{0,40}\?
    \bi (?:always |keep )(?:mix|mixing|confuse|confusing|forget|forgetting)\b
    \bi (?:cannot|do not) (?:quite |really )?(?:remember|recall)\b|\bi am not (?:\w+ )?sure\b
    \bdepending on (?:who|whom) you ask\b|\bif i (?:remember|recall) (?:correctly|right|rightly)\b
    \b(?:that|this|it) does not (?:quite )?add up\b|\bi (?:should|ought to
    had better) (?:double-)?check\b
    (?:^|[.!?] )(?:maybe|perhaps) (?:something|a (?:line|sentence|word|joke|quote|note)) (?:about
    on)\b
""")
_DECIDES = one_of(r"""
    \bi (?:will|would|can|should|am going to) (?:just |better |rather )?(?:(?:say|put|write|call it
    use) (?:“”|\d|about|around|roughly|half|some|several)
    (?:keep|leave) (?:it|this|that) (?:general|vague|short|simple|at|out|open)
    go with|round|stick (?:to|with)|skip (?:it|this|that|the)|avoid)\b
    \blet us (?:just )?(?:say|go with|use|keep it|call it|move on|leave it|stick (?:to|with)|skip)\b
    (?:^|[.!?,] )(?:fine|ok|okay|all ?right|right|anyway|whatever|good)[,.:—] (?:go|use|keep|say
    leave
    stick|moving|move|next|now|so|skip|put|write|back)\b
    \b(?:do not|better not) (?:dwell|go into (?:it|that)|overthink|get into)\b|\bto be safe\b
    \b(?:close|good) enough\W|\bleave (?:it|that) (?:vague|out|at that|there)\b
    (?:^|[.!?] )next: \w|(?:^|[.!?] )(?:now|and now) (?:for|to) (?:an?|the) \w+
    (?:^|[.!?] )(?:now|then) the (?:ending|closing|conclusion|transition|next \w+|last \w+)\b
""")
# What is thought about is what stands in the text: how it is put, or a figure of it.
_OF_TEXT = compiled(r"""
    \b(?:paragraphs?|sentences?|sections?|ending|closing|opening|opener|transition|headline|title
    hook|readers?|draft|article|piece|thought|conclusion|example|quote|figure|number|date|source
    say|put|write|phrase|wording|mention)\b|\d|“”
""")
# How a writer tells himself what comes next, in so many words: two of these in one paragraph.
_TELLS_HIMSELF = one_of(r"""
    \bi (?:need|have|want) to get to \d+|\b\d+ words (?:so far|left|to go)\b
    \blet me (?:add|try|mention|write) (?:something|a (?:line|sentence|word|bit|paragraph))\b
    \bthe (?:piece|article|text|post|tone|intro|opening|ending) (?:should|needs to|has to
    must) (?:feel
    sound|start|open|end|avoid|stay|be (?:\w+ but|warm|light|short|friendly))\b
    (?:^|[.!?] )(?:bon|alors|ok),? (?:maintenant|la suite|passons)\b|\bil faut (?:parler|mentionner
    ajouter) (?:du|de|d'|le|la|un)|\b(?:la|une) (?:deuxième|troisième|dernière) partie\b
    (?:^|[.!?] )(?:also|gut|ok|so),? (?:jetzt|nun|weiter mit|als nächstes)\b|\bich sollte (?:noch
    hier)\b
    (?:^|[.!?] )(?:bueno|vale),? (?:ahora|sigamos)\b|\bhay que (?:mencionar|añadir|hablar de)\b
    (?:^|[.!?] )\W*(?:okay|ok|right|so|alright),? (?:now |next )?(?:something (?:on|about)
    that is the \w+ done|on to the)
    (?:^|[.!?] )\W*(?:okay|ok|right|so|alright), the \w+[.:]
    \bdo not repeat the\b|\bwhat is still missing\b
    \b(?:can|could|should) (?:be|go in) (?:one|a) (?:line|sentence|paragraph)\b
    \btoo (?:technical|formal|chatty|casual|wordy|salesy) (?:for|here)\b|\bfor this audience\b
    \b(?:say|use|try|put|write) “” instead\b|(?:^|[.?!] )overused\b|\bclichéd?\b
    (?:^|[.?!] )\w+ sounds (?:safer|better|nicer|less \w+)\W|\b(?:under|about|max) \w+ words\b
    \b(?:stronger|better|smoother) transition\b|\blink back to\b
    \b(?:nicer|better|stronger|another|different) (?:image|word|verb|opener|example|metaphor) here\b
    (?:^|[.?!] )(?:fine, )?go with the\b|(?:^|[.?!] )moving on to the\b|(?:^|[.?!] )could add\b
    (?:^|[.?!] )start with the\b[^.]{0,50}\bthen (?:the )?\w+\.
""")
# Said of other things as well: these count beside one of the former.
_WEAK = compiled(r"""
    (?:^|[.!?] )(?:start|open|begin|end|close|finish) (?:on|with) (?:an? |her |his |the )?\w+
    (?:^|[.!?] )(?:maybe|perhaps|peut-être|vielleicht|quizás?) [^.?!]{2,40}\?
    (?:^|[.!?] )one (?:\w+ )?detail\b|(?:^|[.!?] )then (?:the |a )?[^.!?]{3,60}\.$
    (?:^|[.!?] )(?:oui|ja|sí|yes|no),? [^.?!]{2,40}\.$
""")
_FEW_TOLD = 2
_ABOUT = question(r"""
    writ|essay|journal|diary|memoir|confess|column|think|thought|doubt|decid|decision|mind|interview
    conversation|dialog|monolog|chat|(?<![a-z])ai(?![a-z])|language model|opinion
""")
_ANY = Either(_DOUBTS, _TELLS_HIMSELF)


def check(article: Finished) -> Iterator[Finding]:
    """The first such paragraph, where nobody else says "I"."""
    if not article.may_hold(_ANY):
        return
    found = next(filter(_is_thought, article.holding(_DOUBTS, _TELLS_HIMSELF)), None)
    if found is None or article.voices > _FEW_VOICES:
        return
    if not article.subject.is_about(_ABOUT) and not genres.are_in(article.subject):
        said = f"a model thinks aloud: {' '.join(found.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, found.block.span, said)


def _is_thought(passage: Passage) -> bool:
    if passage.block.kind is not Kind.PARAGRAPH or len(passage.spelled) > _LONG:
        return False
    return _argues(passage) or _plans(passage)


def _argues(passage: Passage) -> bool:
    text = passage.spelled
    if passage.find(_DOUBTS, text) is None or passage.find(_DECIDES, text) is None:
        return False
    return passage.speaks_as_i and _OF_TEXT.search(text) is not None


def _plans(passage: Passage) -> bool:
    """Whether several sentences tell a writer what to write, and most are no whole sentences."""
    if not passage.may_hold(_TELLS_HIMSELF):
        return False
    sentences = [spelled_out(one) for one in passage.sentences]
    told = sum(passage.find(_TELLS_HIMSELF, one) is not None for one in sentences)
    weak = sum(_WEAK.search(one) is not None for one in sentences) if told else 0
    return told + weak >= _FEW_TOLD and (told + weak) * 2 >= len(sentences)
