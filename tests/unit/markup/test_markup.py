"""Whatever a name says, Markdown and LaTeX show it; nothing in it runs or breaks out."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ebbline.markup import caption_markdown, caption_parts, fenced, latex, markdown, one_line

PAYLOADS = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</figcaption><svg onload=a>"),
    *("[a](javascript:alert(1))", "![a](x)", "<javascript:alert(1)>", "[x]: javascript:a\n\n[x]"),
    *(
        "```\n<script>a</script>",
        "~~~\n<b>",
        "````",
        "\\",
        "\\\\[1]",
        "a\\",
        "*a* **b** _c_",
        "`x`",
    ),
    *("# a", "- a", "+ a", "1. a", "1) a", "> a", "---", "===", "| a | b |\n|---|---|", "    code"),
    *(
        "a\n\n<script>b</script>",
        "&lt;script&gt;",
        "&#60;b&#62;",
        "$x^2$",
        "$$\\href{a}{b}$$",
        "~a~",
    ),
    *("{{ 7*7 }}", "{% raw %}", "{0.__class__}", "<!-- a", "<![CDATA[", "<?php a ?>", "a  \nb"),
    *("\\input{/etc/passwd}", "\\end{figure}", "^^5c", "%", "}", "{", "\ue000x\ue001", "a & b"),
)
TEXTS = st.one_of(
    st.sampled_from(PAYLOADS),
    st.lists(st.sampled_from(PAYLOADS), min_size=2, max_size=4).map(" ".join),
    st.text(st.sampled_from("<>&*_`~\\[](){}#+-=.!|$^:\"'1a \n"), max_size=40),
    st.text(max_size=30),
).filter(lambda t: (one_line(t) and t.isprintable()) or ("\n" in t and one_line(t).isprintable()))
RENDERERS = [
    MarkdownIt("commonmark"),
    MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]),
]


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.words, self.attributes = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_comment(self, _):
        self.tags.append("comment")

    def handle_decl(self, _):
        self.tags.append("declaration")

    def handle_pi(self, _):
        self.tags.append("instruction")

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return one_line("".join(self.words))


@pytest.mark.parametrize("renderer", RENDERERS, ids=["commonmark", "with tables"])
@settings(deadline=None, max_examples=300)
@given(text=TEXTS)
def test_a_text_in_markdown_is_shown_as_it_is(renderer, text):
    for before, after, tag in (
        ("", "", "p"),
        ("### ", "", "h3"),
        ("> a: ", "", "p"),
        ("x ", "", "p"),
    ):
        page = Page(renderer.render(f"{before}{markdown(text)}{after}"))
        assert set(page.tags) <= {tag, "blockquote"}, page.tags
        assert page.text == one_line(f"{before.lstrip('#> ')}{one_line(text)}")


@settings(deadline=None, max_examples=300)
@given(text=TEXTS)
def test_a_text_beside_an_image_makes_no_other_image_link_or_script(text):
    page = Page(RENDERERS[1].render(f"![{markdown(text)}](a.png)\\\n*{markdown(text)}.*"))
    assert page.tags in (["p", "img", "br", "em"], ["p", "img", "br"]), page.tags
    assert ("src", "a.png") in page.attributes
    assert ("alt", one_line(text)) in page.attributes


@settings(deadline=None, max_examples=300)
@given(text=TEXTS)
def test_a_fence_holds_whatever_is_in_it(text):
    page = Page(RENDERERS[1].render(fenced(text, "html") + "\n\nafter"))
    assert page.tags == ["pre", "code", "p"]
    assert page.text == one_line(f"{text} after")


@settings(deadline=None, max_examples=300)
@given(text=TEXTS, right_to_left=st.booleans())
@example(text="\ue000 رواه } x \ue001", right_to_left=True)
def test_a_text_in_latex_is_no_command(text, right_to_left):
    told = latex(one_line(text), right_to_left=right_to_left)
    ours = (
        r"\\(textasciitilde|textasciicircum|textbackslash|textless|textgreater)\{\}"
        r"|\\textsuperscript\{2\}|\\[&%$#_{}]"
    )
    left = re.sub(ours, "", told)
    left = re.sub(r"\\textenglish\{([^{}\\]*)\}", r"\1", left)
    assert not re.search(r"[\\&%$#_{}~^<>]", left), left


@settings(deadline=None, max_examples=300)
@given(title=TEXTS, subtitle=TEXTS, sources=TEXTS)
def test_a_caption_has_its_labels_in_bold_and_nothing_else(title, subtitle, sources):
    one, two, three = map(one_line, (title, subtitle, sources))
    caption = f"**{one}**\n\n{two}.\n\n**Sources:** {three}.\n"
    page = Page(RENDERERS[1].render(caption_markdown(caption)))
    assert set(page.tags) <= {"p", "strong"}
    assert f"Sources: {three}." in page.text and f"{two}." in page.text
    assert caption_parts(caption)[2] == f"Sources: {three}."


def test_a_plain_caption_is_as_it_was():
    caption = "**9 November: Albu Kamal taken**\n\nSituation (2,300 km²).\n\n**Sources:** AFP.\n"
    assert caption_markdown(caption) == caption
    assert latex("2 km² (5 %)") == r"2 km\textsuperscript{2} (5 \%)"
