"""HTML for mail: styles go into the elements."""

from premailer import Premailer, transform

STYLE = "<style>h1 {color: red} p.note {margin: 0 1px; font-weight: bold} a:hover {color: blue}</style>"


def inline(body: str) -> str:
    return transform(f"<html><head>{STYLE}</head><body>{body}</body></html>", pretty_print=True)


def linked(body: str, base: str) -> str:
    return Premailer(
        f"<html><head>{STYLE}</head><body>{body}</body></html>",
        base_url=base,
        remove_classes=True,
        strip_important=False,
        keep_style_tags=True,
    ).transform()


def main() -> None:
    import sys

    print(inline(sys.stdin.read()))


if __name__ == "__main__":
    main()
