"""`digest FILE…`: a summary of each file, from the model of the environment's key."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from openai import OpenAI, OpenAIError

from digest.assistant import Failure, models, summarize, words


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--ask", help="a question instead")
    parser.add_argument("--models", action="store_true")
    chosen = parser.parse_args(arguments)
    try:
        client = OpenAI(max_retries=1)
    except OpenAIError as error:
        print(str(error).split(".")[0], file=sys.stderr)
        return 2
    if chosen.models:
        print(*models(client), sep="\n")
    if chosen.ask:
        print(*words(client, chosen.ask), sep="")
    for file in chosen.files:
        try:
            summary = summarize(client, file.read_text(encoding="utf-8"))
        except Failure as failure:
            print(f"{file.name}: {failure}", file=sys.stderr)
            return 1
        print(f"{summary.title}: {'; '.join(summary.points)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
