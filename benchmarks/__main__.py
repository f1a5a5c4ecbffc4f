"""``python -m benchmarks``: run the measurements and write what they found to RESULTS.md.

Run it from the repository's folder. A quick or partial run is only printed, as it is not what
the documentation should quote. Exit code 1: a bar is not met.
"""

from __future__ import annotations

import argparse
import inspect
import signal
import sys
from pathlib import Path

from benchmarks.figures import Figure, as_lines, as_markdown
from benchmarks.measures import MEASURES

_RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> int:
    """Measure, print, write; returns the exit code."""
    # so that every `with` block ends its processes, as it does on Ctrl-C
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    options = _options()
    figures: list[Figure] = []
    for name in options.only or MEASURES:
        found = MEASURES[name](options.quick)
        print(as_lines(found), flush=True)
        figures += found
    output = options.output or (None if options.quick or options.only else _RESULTS)
    if output is not None:
        methods = {name: inspect.getdoc(measure) or "" for name, measure in MEASURES.items()}
        output.write_text(as_markdown(figures, methods))
    return 1 if any(figure.met is False for figure in figures) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less exact, about 3 minutes")
    parser.add_argument("--only", action="append", choices=MEASURES, help="may be repeated")
    parser.add_argument("--output", type=Path, help="write the results there, in any case")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
