"""The animation: the maps of the change days one after the other, each standing still a while."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from ebbline.config.figures import AnimationConfig
from ebbline.figures.save import quantized

ENDINGS = ("gif", "mp4")
_GIF_WIDTH = 640
_GIF_LIMIT = 2_400_000
"""A GIF with more bytes is made again, smaller."""
_FRAMES_A_SECOND = 5
_CLEAR = 255
"""The number in the palette that stands for what the picture before shows."""


def film(
    frames: Sequence[bytes],
    pauses: Sequence[float],
    settings: AnimationConfig,
    *,
    endings: Collection[str] = ENDINGS,
) -> dict[str, bytes]:
    """Return the animation of PNG ``frames``, each shown for its pause in seconds, by ``endings``.

    All frames have the size of the first, of whose shape they are but for a pixel. The files are
    the same bytes on every run: the video is coded in one thread without times.
    """
    from PIL import Image

    pictures = [Image.open(io.BytesIO(frame)).convert("RGB") for frame in frames]
    made = {}
    if "gif" in endings:
        width = min(settings.width_px, _GIF_WIDTH)
        made["gif"] = _gif(_scaled(pictures, width), pauses)
        while len(made["gif"]) > _GIF_LIMIT and width > 480:
            width = int(width * 0.88)
            made["gif"] = _gif(_scaled(pictures, width), pauses)
    if "mp4" in endings:
        made["mp4"] = _mp4(_scaled(pictures, settings.width_px), pauses)
    return made


def _scaled(pictures: Sequence[Any], width: int) -> list[Any]:
    from PIL import Image

    width -= width % 2
    height = round(pictures[0].height * width / pictures[0].width)
    size = width, height - height % 2
    return [picture.resize(size, Image.Resampling.LANCZOS) for picture in pictures]


def _gif(pictures: Sequence[Any], pauses: Sequence[float]) -> bytes:
    from PIL import Image

    width, height = pictures[0].size
    sample = pictures[:: max(1, len(pictures) // 6)]
    sheet = Image.new("RGB", (width, height * len(sample)))
    for number, picture in enumerate(sample):
        sheet.paste(picture, (0, number * height))
    palette = quantized(np.asarray(sheet))
    frames = [p.quantize(palette=palette, dither=Image.Dither.NONE) for p in pictures]
    frames = [frames[0], *(_changed(*pair) for pair in pairwise(frames))]
    out = io.BytesIO()
    frames[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[round(1000 * pause) for pause in pauses],
        loop=0,
        optimize=False,
        transparency=_CLEAR,
        disposal=1,
    )
    return out.getvalue()


def _changed(before: Any, after: Any) -> Any:
    """Return ``after`` with nothing where it is as ``before``: what repeats takes no room."""
    from PIL import Image

    old, new = np.asarray(before), np.asarray(after)
    picture = Image.fromarray(np.where(old == new, np.uint8(_CLEAR), new))
    picture.putpalette(after.getpalette())
    return picture


def _mp4(pictures: Sequence[Any], pauses: Sequence[float]) -> bytes:
    from imageio_ffmpeg import write_frames

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        writer = write_frames(
            str(path),
            pictures[0].size,
            fps=_FRAMES_A_SECOND,
            codec="libx264",
            macro_block_size=2,
            quality=None,
            ffmpeg_log_level="error",
            output_params=[
                *("-crf", "27", "-preset", "faster", "-tune", "stillimage", "-g", "600"),
                *("-threads", "1", "-x264-params", "threads=1:lookahead-threads=1"),
                *("-flags:v", "+bitexact", "-fflags", "+bitexact", "-map_metadata", "-1"),
                *("-movflags", "+faststart"),
            ],
        )
        writer.send(None)
        for picture, pause in zip(pictures, pauses, strict=True):
            data = picture.tobytes()
            for _ in range(max(1, round(pause * _FRAMES_A_SECOND))):
                writer.send(data)
        writer.close()
        return path.read_bytes()
