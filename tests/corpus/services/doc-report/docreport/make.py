"""Reports as documents of a word processor."""

from __future__ import annotations

import io

from docx import Document
from docx.shared import Pt
from docxcompose.composer import Composer
from docxtpl import DocxTemplate, RichText


def template() -> io.BytesIO:
    document = Document()
    document.add_heading("{{ title }}", 0)
    document.add_paragraph("{% for item in items %}{{ item|upper }}; {% endfor %}")
    document.add_paragraph("{{r rich }}")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "{{ total }}"
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out


def report(title: str, items: list[str]) -> io.BytesIO:
    made = DocxTemplate(template())
    rich = RichText()
    rich.add("bold", bold=True, color="#ff0000", size=28)
    made.render({"title": title, "items": items, "total": len(items), "rich": rich})
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out


def joined(*parts: io.BytesIO) -> list[str]:
    first, *others = (Document(part) for part in parts)
    first.styles["Normal"].font.size = Pt(11)
    composer = Composer(first)
    for other in others:
        composer.append(other)
    out = io.BytesIO()
    composer.save(out)
    out.seek(0)
    return [paragraph.text for paragraph in Document(out).paragraphs]
