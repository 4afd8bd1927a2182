"""A figure's SVG looks the same in programs that it was not made for.

Each program turns the SVG of a map into a PDF: its picture is compared with our own PNG, and the
words' places, as the program set them, with where the SVG says they belong.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageFilter

SVG = "{http://www.w3.org/2000/svg}"
DAY = "2017-11-09"
PEERS = {
    "librsvg": ["rsvg-convert", "-f", "pdf", "-o", "{out}", "{svg}"],
    "Inkscape": ["inkscape", "{svg}", "--export-filename={out}"],
    "CairoSVG": [sys.executable, "-m", "cairosvg", "{svg}", "-o", "{out}"],
    "LibreOffice": [
        "soffice",
        "--headless",
        "-env:UserInstallation=file://{folder}/profile",
        "--convert-to",
        "pdf",
        "--outdir",
        "{folder}",
        "{svg}",
    ],
}
WIDE = 900


@pytest.fixture(scope="session")
def drawn():
    """Return the folder of a built case that has the maps of :data:`DAY`."""
    folder = Path(os.environ["EBBLINE_PEERS"]) / "figures" / "en" / "valley"
    assert (folder / f"{DAY}.svg").is_file(), f"no {DAY}.svg under {folder}: build the case first"
    return folder


@pytest.fixture(scope="session", params=list(PEERS))
def page(request, drawn, tmp_path_factory):
    """Return the SVG as a PDF page that one of the programs made."""
    command = PEERS[request.param]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{request.param} is not installed")
    folder = tmp_path_factory.mktemp(request.param)
    svg, out = folder / "map.svg", folder / "map.pdf"
    shutil.copy(drawn / f"{DAY}.svg", svg)
    filled = [part.format(svg=svg, out=out, folder=folder) for part in command]
    subprocess.run(filled, check=True, capture_output=True, timeout=180)
    return out


def test_the_picture_is_the_same(page, drawn):
    size = ["-scale-to-x", str(WIDE), "-scale-to-y", "-1"]
    names = [str(page), str(page.with_suffix(""))]
    subprocess.run(["pdftoppm", "-png", "-singlefile", *size, *names], check=True)
    theirs, ours = (
        Image.open(path).convert("RGB") for path in (page.with_suffix(".png"), drawn / f"{DAY}.png")
    )
    ours = ours.resize(theirs.size, Image.Resampling.LANCZOS)
    soft = [np.asarray(i.filter(ImageFilter.GaussianBlur(3)), dtype=float) for i in (ours, theirs)]
    away = np.abs(soft[0] - soft[1]).max(axis=2)
    assert away.mean() < 5
    assert (away > 60).mean() < 0.01


def test_every_name_stands_where_it_belongs(page, drawn):
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(page), "-"], check=True, capture_output=True, text=True
    ).stdout
    wide, high = map(float, re.search(r'<page width="([\d.]+)" height="([\d.]+)"', boxes).groups())
    words = [
        (word, float(left) / wide, float(right) / wide, float(bottom) / high)
        for left, right, bottom, word in re.findall(
            r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)</word>',
            boxes,
        )
    ]
    root = ElementTree.parse(drawn / f"{DAY}.svg").getroot()  # noqa: S314
    width, height = map(float, root.get("viewBox").split()[2:])
    lost = []
    labels = 0
    for group in root.iter(f"{SVG}g"):
        gid = group.get("id") or group.get("class") or ""
        if not gid.startswith(("label-", "title", "subtitle", "footer", "legend")):
            continue
        for text in group.findall(f"{SVG}text"):
            if text.get("aria-hidden") or not text.text or "rotate" in text.get("transform", ""):
                continue
            if text.text.replace(",", "").isdigit():
                continue  # readers join the numbers of the legend's last line
            labels += 1
            anchor = re.search(r"text-anchor: (\w+)", text.get("style")).group(1)
            x, y = float(text.get("x")) / width, float(text.get("y")) / height
            parts = text.text.split()
            first, last = parts[0], parts[-1]
            tolerance = 0.02
            fits = any(
                abs(bottom - y) < tolerance
                and (
                    (anchor == "start" and word.startswith(first) and abs(left - x) < tolerance)
                    or (anchor == "end" and word.endswith(last) and abs(right - x) < tolerance)
                    or (anchor == "middle" and word in parts and left - 0.1 < x < right + 0.1)
                )
                for word, left, right, bottom in words
            )
            if not fits:
                lost.append(text.text)
    assert labels > 40
    assert lost == []
    assert max(right for _, _, right, _ in words) <= 1
