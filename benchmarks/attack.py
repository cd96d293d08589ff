"""Attack the tool: kill it, fill its disk, break its cache, give it hostile names; and count what comes of it.

    python benchmarks/attack.py                    # all series, 100 strikes each
    python benchmarks/attack.py in-place --most 400
    python benchmarks/attack.py --list

The series are in `tests/attack`, where a few strikes of each are part of the test suite. Ends with 1 on any finding.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

from tests.attack.series import COUNTS, Attack, load_all  # noqa: E402

WIDTH = 22


def main() -> None:
    """Run the series that were asked for, and print a line for each."""
    known = load_all()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("series", nargs="*", help="names of series [default: all]")
    parser.add_argument("--most", type=int, default=100, help="strikes of each series, or as many as it has")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="keep all counts and notes in this file")
    parser.add_argument("--list", action="store_true", help="print the names of all series")
    options = parser.parse_args()
    if unknown := set(options.series) - known.keys():
        parser.error(f"no series {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if options.list:
        print("\n".join(f"{name:{WIDTH}}{(run.__doc__ or '').splitlines()[0]}" for name, run in known.items()))
        return
    print(f"{'series':{WIDTH}}{'strikes':>8}" + "".join(f"{kind:>11}" for kind in COUNTS) + f"{'seconds':>9}")
    tallies = {}
    for name in options.series or known:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="attack-") as folder:
            tally = tallies[name] = known[name](Attack(Path(folder).resolve(), options.most, options.seed))
        figures = "".join(f"{getattr(tally, kind):>11}" for kind in COUNTS)
        print(f"{name:{WIDTH}}{tally.strikes:>8}{figures}{time.perf_counter() - began:>9.1f}", flush=True)
        if tally.said:
            print(f"    {tally.said}")
        for note in tally.notes[:5]:
            print(f"    {note}")
    if options.json:
        text = json.dumps({name: asdict(tally) for name, tally in tallies.items()}, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")
    sys.exit(any(tally.findings or not tally.strikes for tally in tallies.values()))


if __name__ == "__main__":
    main()
