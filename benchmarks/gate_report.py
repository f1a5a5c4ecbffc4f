"""How much of what nobody should publish the gate holds, and how much that is good.

Run with ``make gate-report``. Of the half that the checks were built on (``first``) the misses are
named; of any other only figures are printed, so that nobody mends a check for one of its texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support import corpus

BUILT_ON = "first"


@dataclass(frozen=True, slots=True)
class Judged:
    """One text, and why it was held; ``reasons`` is empty where it went out.

    ``is_mended``: what was wrong with it was taken off when it was read (thoughts, a fence).
    """

    sample: corpus.Sample
    reasons: list[str]
    is_mended: bool = False

    @property
    def is_right(self) -> bool:
        return (bool(self.reasons) or self.is_mended) != self.sample.is_good


def judged(folder: Path) -> list[Judged]:
    """Every text of one half."""
    return [_judged(sample) for sample in corpus.samples(folder)]


def _judged(sample: corpus.Sample) -> Judged:
    reasons = corpus.held_for(sample)
    mended = not reasons and not sample.is_good and bool(corpus.held_for(sample, as_it_came=True))
    return Judged(sample, reasons, is_mended=mended)


def report(name: str, texts: Iterable[Judged], *, names: bool) -> str:
    """The figures of one half as text; with ``names``, also which texts were judged wrongly."""
    everything = list(texts)
    lines = [f"# {name}", ""]
    for is_good, title in ((False, "bad texts held"), (True, "good texts held")):
        side = [one for one in everything if one.sample.is_good is is_good]
        held = sum(1 for one in side if one.reasons)
        lines += [f"{title}: {held} of {len(side)}{_percent(held, len(side))}", ""]
        mended = sum(1 for one in side if one.is_mended)
        if mended:
            lines[-1] = f"  and {mended} that were mended when they were read"
            lines += [f"  together {_percent(held + mended, len(side)).strip()}", ""]
        lines += [*_by_kind(side), ""]
    wrong = [one for one in everything if not one.is_right] if names else []
    for one in wrong:
        said = "; ".join(one.reasons) or "nothing found"
        lines.append(f"{'good' if one.sample.is_good else 'bad'}/{one.sample.name}: {said}")
    return "\n".join(lines).rstrip() + "\n"


def _percent(part: int, whole: int) -> str:
    return f" ({100 * part / whole:.1f} %)" if whole else ""


def _by_kind(side: list[Judged]) -> list[str]:
    """A line for each kind: of the good ones only those of which something was held."""
    kinds: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in side:
        kinds[one.sample.kind].append(one)
    return [
        f"  {sum(1 for one in those if one.reasons):3} of {len(those):3}  {kind}"
        + ("  (mended: the rest)" if any(one.is_mended for one in those) else "")
        for kind, those in sorted(kinds.items())
        if not those[0].sample.is_good or any(one.reasons for one in those)
    ]


def main() -> None:
    folders = sorted(path for path in corpus.FOLDER.iterdir() if (path / "good").is_dir())
    for folder in folders:
        print(report(folder.name, judged(folder), names=folder.name == BUILT_ON))


if __name__ == "__main__":
    main()
