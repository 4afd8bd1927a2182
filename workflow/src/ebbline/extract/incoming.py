"""What comes in: a folder of files of any type, encoding and language becomes reports.

Type and language are recognised from the bytes, never trusted: HTML goes through trafilatura (main
text only, tables kept), PDF through pypdf, Word through python-docx, mail and saved pages through
the standard library. What cannot be read is left out by name; :class:`Fate` tells it of every file.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.tables import CellError, parse_day

INDEX = "index.csv"
BESIDE = (INDEX, "actors.csv", "gold.csv", "README.md")
"""Files of a folder that are no reports."""
MAX_BYTES = 1_000_000
"""Of a longer text only the beginning is read: no press report is as long."""
MAX_DOCUMENT = 50_000_000
"""A longer PDF, Word file or mail is left out."""
_NEEDED = ("file", "published")
_ABOUT = ("origin", "url", "lang", "collection", "reliability")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}\)")
_MARKS = re.compile(r"^[ \t]{0,8}(?:#{1,6}|>|[-*+]|\d{1,3}\.)[ \t]+|\*\*|__|`", re.MULTILINE)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype|html|head|body)\b",
    re.I | re.S,
)
_MIME = re.compile(rb"(?:[\w-]{2,40}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,50}){2}")
_PUBLISHED = re.compile(
    r"<meta[^<>]{0,200}(?:article:published_time|datePublished)[^<>]{0,60}content=[\"'](\d{4}-\d\d-\d\d)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(r"the|of|and|in|to|a|was|were|by|from|on|had|has|have|that|with|it|is|its|as")
_LANGUAGES = (
    "am ar az bn de el en es fa fr he hi hr hy id it ja ka ko ku nl pl ps pt ru sr sw tr uk ur vi"
    " zh"
)
"""What news of wars is written in: names of places mislead the recogniser to other languages."""
_SIGNATURES = {
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file (save it as .docx)",
    b"{\\rtf": "RTF (save it as .docx or .txt)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """A text with its title, publisher and day of publication."""

    name: str
    publisher: str
    title: str
    published: date
    text: str
    source_id: str = ""
    dated: bool = True
    """Whether ``published`` is told; else it is the last day that the text gives with its year."""
    about: Mapping[str, str] = field(default_factory=dict)
    """What else index or front matter tell: ``origin, url, lang, collection, reliability``."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a file: its type and language as recognised, and why it was left out."""

    file: str
    type: str = ""
    language: str = ""
    left_out: str = ""
    note: str = ""

    def __str__(self) -> str:
        about = ", ".join(filter(None, (self.type, self.language, self.note)))
        told = f"left out: {self.left_out}" if self.left_out else "read"
        return f"{self.file}: {told}" + (f" ({about})" if about else "")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file with what it says of itself; ``refused`` says why there is none."""

    type: str
    text: str = ""
    title: str = ""
    published: str = ""
    refused: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    row: int
    file: str
    cells: dict[str, str]
    published: date | None
    text: str | None


def read_folder(
    folder: Path, *, tell: Callable[[Fate], None] = lambda fate: print(fate, file=sys.stderr)
) -> Iterator[Report]:
    """Yield the reports of ``folder`` one after the other; only one text is in memory at a time.

    The folder has an ``index.csv`` (``file, publisher, title, published``; also ``source_id``,
    ``origin``, ``url``, ``lang``, ``collection``, ``reliability`` and, in place of a file,
    ``text``), or its files begin with front matter
    (``---``, the same keys, ``---``). ``tell`` is called once for every file.

    Raises
    ------
    UserError
        With every mistake of the index: a missing file or column, a day that is none, a path that
        leads out of the folder. Texts are never refused: what cannot be read is left out.
    """
    if not folder.is_dir():
        raise UserError(Problem(str(folder), "not a folder", "a folder of report texts"))
    index = folder / INDEX
    beside = [p.name for p in folder.iterdir() if p.is_file() and p.name not in BESIDE]
    files = sorted(name for name in beside if not name.startswith("."))
    problems = Problems()
    if index.exists():
        entries = list(_entries(index, problems))
    elif files:
        entries = [_Entry(0, name, {}, None, None) for name in files]
    else:
        raise UserError(
            Problem(
                str(folder),
                f"no {INDEX} and no texts",
                f"{INDEX} with file, publisher, title, published; or texts with front matter",
            )
        )
    problems.raise_any()
    for name in sorted(set(files) - {e.file for e in entries}):
        tell(Fate(name, left_out=f"not listed in {INDEX}"))
    if not entries:
        tell(Fate(INDEX, left_out="no reports are listed"))
    for entry in entries:
        report = _report(folder, entry, tell)
        if report is not None:
            yield report


def _entries(index: Path, problems: Problems) -> Iterator[_Entry]:
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    try:
        with index.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            missing = [c for c in _NEEDED if c not in (reader.fieldnames or [])]
            if missing:
                allowed = "file, publisher, title, published"
                found = f"no column {', '.join(missing)}"
                problems.add(index, 1, found, allowed=allowed, do="add it")
                return
            seen: dict[str, int] = {}
            for row, values in enumerate(reader, start=2):
                yield from _entry(index, row, values, seen, problems)
    except UnicodeDecodeError:
        problems.add(index, None, "not UTF-8 text", do="save it again as CSV UTF-8")
    except csv.Error as error:
        problems.add(index, None, f"not CSV ({error})", do="correct or save it again")


def _entry(
    index: Path, row: int, values: dict[str, str | None], seen: dict[str, int], problems: Problems
) -> Iterator[_Entry]:
    cells = {k: (v or "").strip() for k, v in values.items() if k and isinstance(v, str | None)}
    file, text = cells.get("file", ""), values.get("text")
    wrong: list[tuple[str, str, str]] = []
    if not file:
        wrong.append(("file: the cell is empty", "", "name the report's file"))
    elif not text and not _inside(index.parent, file):
        wrong.append((f"file: {shown(file)}", "a file inside the folder", ""))
    elif not text and not (index.parent / file).is_file():
        wrong.append((f"file: there is no {shown(file)}", "", "correct it, or add the file"))
    elif file in seen:
        wrong.append((f"file: {shown(file)} stands in row {seen[file]} already", "", ""))
    seen.setdefault(file, row)
    published = None
    if cells.get("published"):
        try:
            published = parse_day(cells["published"])
        except CellError as error:
            wrong.append((f"published: {error.found}", error.allowed, error.do))
    for found, allowed, do in wrong:
        problems.add(index, row, found, allowed=allowed, do=do)
    if not wrong:
        yield _Entry(row, file, cells, published, text or None)


def _inside(folder: Path, file: str) -> bool:
    if "\x00" in file or Path(file).is_absolute():
        return False
    return (folder / file).resolve().is_relative_to(folder.resolve())


def _report(folder: Path, entry: _Entry, tell: Callable[[Fate], None]) -> Report | None:
    if entry.text is not None:
        document = Document("text", unwrapped(_cleaned(entry.text)))
    else:
        document = _read_file(folder / entry.file)
    values, text = ({}, document.text) if entry.row else front_matter(document.text)
    cells = {**values, **{k: v for k, v in entry.cells.items() if v}}
    language = "" if document.refused else language_of(text) or cells.get("lang", "")[:2].lower()
    name = _name_of(language)
    told = cells.get("published") or document.published
    left, note, published = document.refused, document.note, entry.published
    if language not in ("en", ""):
        left, name = f"in {name}; only English is read", ""
    elif not text.strip():
        left = left or "no text in it"
    if published is None and told and not left:
        try:
            published = parse_day(told)
        except CellError:
            left = f"published: {shown(told)} is no day (YYYY-MM-DD)"
    dated = published is not None
    if not dated and not left:
        published = last_day_in(text)
        note = "no day of publication: only days with their year are read"
        if published is None:
            left, note = "no day of publication (published: YYYY-MM-DD)", document.note
    tell(Fate(entry.file, document.type, "" if language == "en" else name, left, note))
    if left or published is None:
        return None
    about = {"lang": language} | {key: cells[key] for key in _ABOUT if cells.get(key)}
    publisher, source = cells.get("publisher", ""), cells.get("source_id", "")
    title = cells.get("title") or document.title
    return Report(entry.file, publisher, title, published, text, source, dated, about)


def _name_of(language: str) -> str:
    if language in ("en", ""):
        return language
    from babel import Locale

    return str(Locale("en").languages.get(language, language))


def last_day_in(text: str) -> date | None:
    """Return the last day that a text names with its year; None if it names none."""
    from ebbline.extract.dates import find_dates

    days = [
        mention.last
        for line in text.split("\n")
        for mention in find_dates(line[:5000], date(2999, 12, 31))
        if re.search(r"\d{4}", line[mention.start : mention.end])
    ]
    return max(days, default=None)


# -- types ----------------------------------------------------------------------------------------


def _read_file(path: Path) -> Document:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_DOCUMENT + 1)
    except OSError as error:
        return Document("", refused=f"cannot be read ({error.strerror})")
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str = "") -> Document:
    """Return the text of a file's bytes; its type is told by the bytes, not by ``name``."""
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            return Document("", refused=kind)
    reader = None
    if data[:1024].lstrip().startswith(b"%PDF"):
        reader = _pdf
    elif data.startswith(b"PK"):
        reader = _word if b"word/" in data else None
        if reader is None:
            return Document("", refused="an archive")
    elif _MIME.match(data) and re.search(
        rb"^(?:from|subject|mime-version):", data[:20_000], re.I | re.M
    ):
        reader = _mail
    if reader is not None:
        if len(data) > MAX_DOCUMENT:
            return Document("", refused=f"longer than {MAX_DOCUMENT:,} bytes")
        try:
            return reader(data)
        except ImportError as error:
            return Document("", refused=f"needs {error.name}: pip install 'ebbline[reports]'")
        except Exception as error:
            kind = reader.__name__.strip("_")
            return Document(kind, refused=f"damaged ({type(error).__name__})")
    return _text(data, name)


def _text(data: bytes, name: str) -> Document:
    note = ""
    if len(data) > MAX_BYTES:
        note, data = f"only the first {MAX_BYTES:,} bytes", data[:MAX_BYTES]
    text = decode(data)
    if text is None:
        return Document("", refused="not a text")
    if _HTML.match(text[:3000]) or name.lower().endswith((".html", ".htm")):
        return replace(_html(text), note=note)
    if name.lower().endswith((".md", ".markdown")):
        values, body = front_matter(text)
        head = text[: len(text) - len(body)] if values else ""
        return Document("Markdown", head + unwrapped(text_of_markdown(body)), note=note)
    return Document("text", unwrapped(text), note=note)


def _pdf(data: bytes) -> Document:
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages[:200]]
    # Head and foot of a printed page: its address and "1/1".
    lines = [
        line
        for page in pages
        for line in unicodedata.normalize("NFKC", page).split("\n")
        if not _is_furniture(line)
    ]
    text = _cleaned("\n".join(lines))[:MAX_BYTES]
    if not text.strip():
        return Document("PDF", refused="a PDF without text (scanned?)")
    joined = re.sub(r"(?<=[a-z,;’'-])\n(?=\S)|(?<=\S)\n(?=[a-z])", " ", text)
    return Document("PDF", unwrapped(joined))


def _is_furniture(line: str) -> bool:
    return bool(
        re.search(r"(?:file|https?):/\S*|^\W*\d{1,3}\s*(?:/|of)\s*\d{1,3}\W*$", line)
    ) or bool(re.fullmatch(r"\s*\d{1,2}/\d{1,2}/\d{2,4},? [\d:]+(?: [AP]M)?.*", line))


def _word(data: bytes) -> Document:
    import docx

    document = docx.Document(io.BytesIO(data))
    parts = [p.text for p in document.paragraphs if p.text.strip()]
    for table in document.tables:
        rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]
        parts += lines_of_table(rows)
    return Document("Word", _cleaned("\n\n".join(parts))[:MAX_BYTES])


def _mail(data: bytes) -> Document:
    import email
    import email.policy
    from email.utils import parsedate_to_datetime

    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    if body is None:
        return Document("mail", refused="mail without text")
    content = body.get_payload(decode=True)
    charset = body.get_content_charset()
    text = decode(content if isinstance(content, bytes) else b"", charset) or ""
    read = _html(text) if body.get_content_type() == "text/html" else Document("", unwrapped(text))
    day = ""
    if message["date"]:
        day = parsedate_to_datetime(str(message["date"])).date().isoformat()
    saved = "multipart/related" in str(message.get_content_type())
    return replace(
        read,
        type="saved page" if saved else "mail",
        title=read.title or str(message["subject"] or ""),
        published=read.published or day,
    )


def _html(source: str) -> Document:
    """Return title and main text of a page, without menus, side columns and footers."""
    import trafilatura
    from lxml import etree, html

    published = _PUBLISHED.search(source[:200_000])
    try:
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", source))
    except (etree.ParserError, ValueError):
        return Document("HTML", refused="no text in it")
    title = " ".join((tree.findtext(".//title") or "").split())
    for table in list(tree.iter("table")):
        rows = [
            [" ".join(c.text_content().split()) for c in row if c.tag in ("td", "th")]
            for row in table.iter("tr")
        ]
        if table.getparent() is None or len(rows) < 2 or max(map(len, rows)) < 2:
            continue
        told = html.Element("div")
        for line in lines_of_table(rows):
            paragraph = html.Element("p")
            paragraph.text = line
            told.append(paragraph)
        told.tail = table.tail
        table.getparent().replace(table, told)
    for tag in ("nav", "aside", "footer", "script", "style", "noscript", "template", "form"):
        for element in list(tree.iter(tag)):
            if element.getparent() is not None:
                element.drop_tree()
    etree.strip_tags(tree, etree.Comment, "b", "i", "em", "strong", "span", "font", "u", "mark")
    for element in tree.iter("br"):
        element.tail = "\n" + (element.tail or "")
    text = trafilatura.extract(tree, include_comments=False, include_tables=True, favor_recall=True)
    if not text or not _keeps(text, tree):
        blocks = tree.iter("p", "li", "h1", "h2", "h3", "h4", "blockquote", "td")
        text = "\n".join(" ".join(b.text_content().split()) for b in blocks)
        text = text or tree.text_content()
    lines = (" ".join(line.split()).removeprefix("- ") for line in text.split("\n"))
    return Document(
        "HTML", _cleaned("\n\n".join(filter(None, lines))), title, published[1] if published else ""
    )


def _keeps(text: str, tree: object) -> bool:
    """Tell whether ``text`` has its paragraphs as lines: of a tiny page they come as one line."""
    blocks = [b for b in tree.iter("p", "li") if b.text_content().strip()]  # type: ignore[attr-defined]
    return len(blocks) < 3 or "\n" in text


_HEADS = (
    re.compile(r"town|city|cities|village|place|location|settlement|locality", re.I),
    re.compile(r"control|held|holder|status|party|side|faction", re.I),
    re.compile(r"since|date|as of|captured|when", re.I),
)
"""What the columns of place, holder and day are called in a table of control."""


def lines_of_table(rows: list[list[str]]) -> list[str]:
    """Return each row as a line; of a table of control ("Town | Controlled by | Since") a sentence.

    "Rawa | Iraqi forces | 17 November 2017" becomes "Rawa: controlled by Iraqi forces since 17
    November 2017".
    """
    head, *body = rows
    columns = [next((i for i, c in enumerate(head) if wanted.search(c)), -1) for wanted in _HEADS]
    if min(columns[:2]) < 0 or columns[0] == columns[1]:
        return [" – ".join(filter(None, row)) for row in rows if any(row)]
    lines = []
    for row in body:
        place, holder, day = (row[i] if 0 <= i < len(row) else "" for i in columns)
        if not place or not re.search(r"\w", holder):
            continue
        phrased = re.search(r"\b(?:control\w*|held|under)\b|-held", holder, re.I)
        told = holder if phrased else f"controlled by {holder}"
        since = f" since {day}" if re.search(r"\d", day) else ""
        lines.append(f"{place}: {told}{since}.")
    return lines


# -- encodings and languages ----------------------------------------------------------------------


def decode(data: bytes, charset: str | None = None) -> str | None:
    """Return the text of ``data``, or None if it is no text at all (a picture, an archive …)."""
    for name in filter(None, (charset, _wide(data))):
        try:
            return _cleaned(data.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    if data.count(b"\x00") * 20 > len(data):
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A cut in the middle of a letter is no reason to call the file anything else.
        cut = error.start > len(data) - 4
        text = data.decode("utf-8-sig", errors="ignore") if cut else _old(data)
    sample = text[:20000]
    strange = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    if sample and strange * 10 > len(sample):
        return None
    return _cleaned(text)


def _wide(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:2000]
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(zeros) > 8 and len(zeros) * 8 < zeros.count(0) * 10 and any(sample):
            return name
    return ""


def _old(data: bytes) -> str:
    """Return text of the time before Unicode: Windows Arabic if most high bytes are its letters."""
    arabic = data.decode("cp1256", errors="replace")
    high = [c for c in arabic[:20000] if ord(c) > 127]
    letters = sum("\u0600" <= c <= "\u06ff" for c in high)
    if letters * 10 > len(high) * 8 and letters * 3 > len(arabic[:20000]):
        return arabic
    return data.decode("cp1252", errors="replace")


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of a text's language; empty if there is too little of it."""
    sample = text[:4000]
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if len(words) < 4:
        return ""
    if sum(bool(_ENGLISH.fullmatch(w)) for w in words) * 6 > len(words):
        return "en"
    if len(words) < 8 and sample.isascii():
        return ""
    import py3langid

    py3langid.set_languages(_LANGUAGES.split())
    found, _ = py3langid.classify(sample)
    few = sum(bool(_ENGLISH.fullmatch(w)) for w in words) * 12 > len(words)
    return "en" if few and sample.isascii() else str(found)


def _cleaned(text: str) -> str:
    """Return ``text`` with Unix line ends and blanks for control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "").replace("\xa0", " ")
    return _CONTROL.sub(" ", text.replace("\ufeff", ""))


def text_of_markdown(source: str) -> str:
    """Return the text of Markdown without its marks; links keep their words."""
    return _MARKS.sub("", _LINK.sub(r"\1", source))


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the ``key: value`` lines between ``---`` at the top, and the text after them."""
    if not text.startswith("---\n"):
        return {}, text
    end = text.find("\n---", 4, 20_000)
    if end < 0:
        return {}, text
    values = {}
    for line in text[4:end].split("\n"):
        key, colon, value = line.partition(":")
        if colon:
            values[key.strip().lower()] = value.strip().strip("\"'")
    after = text.find("\n", end + 1)
    return values, text[after + 1 :] if after >= 0 else ""


def unwrapped(text: str) -> str:
    """Return ``text`` with the line ends inside wrapped paragraphs as blanks (same length)."""
    if "\n\n" not in text:
        return text
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    long = sum(50 <= len(line) <= 100 for line in filled)
    if not filled or long * 2 < len(filled) or max(map(len, filled)) > 130:
        return text
    parts: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        goes_on = (
            len(line) >= 40 and following.strip() and not following.startswith(("#", "-", "*", ">"))
        )
        parts += [line, " " if goes_on else "\n"]
    return "".join(parts[:-1])
