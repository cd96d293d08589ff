from docx import Document
from docreport.make import joined, report


def test_a_report_has_what_was_asked():
    document = Document(report("Sums", ["a", "b"]))
    texts = [p.text for p in document.paragraphs]
    assert texts[0] == "Sums" and "A; B;" in texts[1] and texts[2] == "bold"
    assert document.tables[0].rows[0].cells[0].text == "2"
    assert document.core_properties.author == "python-docx"


def test_reports_are_joined():
    texts = joined(report("One", ["x"]), report("Two", ["y"]))
    assert "One" in texts and "Two" in texts


def test_pictures_and_sections():
    document = Document()
    section = document.add_section()
    section.header.paragraphs[0].text = "head"
    document.add_page_break()
    document.add_paragraph("x", style="List Bullet")
    assert [s.header.paragraphs[0].text for s in document.sections][-1] == "head"
