"""Good answers of an online geocoder, kept on disk with the case, one file a request.

The name of a file is the hash of the whole request, so that other parameters ask anew. With the
folder committed, a rebuild asks nobody.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebbline.errors import Problem, UserError
from ebbline.files import write_text
from ebbline.textfile import read_json

FOLDER = "geocoder-cache"


@dataclass(frozen=True)
class AnswerCache:
    """The files of ``folder``, which need not exist before the first answer is kept."""

    folder: Path

    def path(self, url: str) -> Path:
        """Return the file of a request."""
        return self.folder / f"{hashlib.sha256(url.encode()).hexdigest()[:40]}.json"

    def get(self, url: str) -> Any:
        """Return the answer that was kept for ``url``, or ``None``.

        Raises
        ------
        UserError
            If the file is damaged or of another request: it is committed data, so a person
            decides, and nothing is overwritten.
        """
        path = self.path(url)
        if not path.exists():
            return None
        try:
            kept = read_json(path)
            if kept["request"] == url:
                return kept["answer"]
            found = "the answer to another request"
        except (UserError, KeyError, TypeError):
            found = "not an answer that was kept here"
        raise UserError(
            Problem(str(path), found, "a file as the cache writes it", "restore it, or delete it")
        )

    def put(self, url: str, answer: Any) -> None:
        """Keep ``answer``, whole or not at all."""
        document = {"request": url, "answer": answer}
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
        write_text(self.path(url), text + "\n")
