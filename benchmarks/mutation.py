"""Whether the tests notice when a fact or a drawing goes wrong: ``python benchmarks/mutation.py``.

Small faults ("mutants") are put into the code one at a time, in a copy of the repository, by the
operators of cosmic-ray (``pip install cosmic-ray coverage``). For each, the tests run that reach
its line, as coverage saw it, until one fails. A mutant that no test notices survives; survivors are
classified in ``benchmarks/mutation.md``. Which faults are tried is drawn with a fixed seed, half of
them in what decides facts, half in what draws.

    python benchmarks/mutation.py --mutants 120              # an hour on two cores
    python benchmarks/mutation.py --mutants 10 --only facts --tests tests/unit/reconcile
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from queue import Queue

HOME = Path(__file__).resolve().parents[1]
PACKAGE = Path("workflow/src/ebbline")
SEED = 20171109
MODULES = {
    "facts": ("case.py", "tables.py", "timeline.py", "geocode", "reconcile", "land", "territory"),
    "drawing": ("scene", "figures", "webmap", "index"),
}
LEFT_OUT = (
    *("command.py", "score.py", "benchmark.py", "online.py", "http.py", "diff.py", "explain.py"),
    *("typography.py", "canvas.py", "film.py", "save.py", "svg.py", "labels.py", "lettering.py"),
    *("candidates.py", "furniture.py", "naming.py"),
)
"""Modules that decide no fact and no mark: command lines, measuring, letters, places of names."""
TESTS = ("tests/unit",)
SHARED = "tests/unit/figures/test_figures_ink.py"
SHARED_DAYS = "2020-03-18 or 2020-04-20 or not 2020-"
"""Its tests share what is drawn, so that coverage knows of the first of them alone: all of them
run, on two days."""
BUDGET_S = 60
"""How long the tests of a mutant ran when coverage watched them, the quickest first."""
PATIENCE_S = 400
"""Seconds of processor time after which tests that a fault made endless are ended."""
WORTHLESS = (
    "Variable",
    "Decorator",
    "ExceptionReplacer",
    "ZeroIterationForLoop",
    "_Pow",
    "Shift",
    "_Bit",
)
"""Operators whose mutants do not resemble faults that people make."""
CONTEXTS = """
import json, time
from pathlib import Path
import coverage, pytest
TIMES, FAILED = {}, set()

@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    name = item.nodeid.split("[")[0]
    coverage.Coverage.current().switch_context(name)
    begun = time.perf_counter()
    try:
        return (yield)
    finally:
        TIMES[name] = TIMES.get(name, 0) + time.perf_counter() - begun

def pytest_runtest_logreport(report):
    if report.failed:
        FAILED.add(report.nodeid.split("[")[0])

def pytest_sessionfinish():
    Path("times.json").write_text(json.dumps([TIMES, sorted(FAILED)]))
"""


SERVER = """
import json, os, signal, sys
import geopandas, matplotlib.figure, matplotlib.path, pandas, pydantic, pyogrio, pytest
import scipy.sparse.linalg, scipy.spatial, shapely, yaml
for line in sys.stdin:
    arguments, told, patience = json.loads(line)
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, patience)
        out = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1), os.dup2(out, 2)
        code = pytest.main(arguments)
        sys.stdout.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Runs tests in forks of a process that has loaded what they need, but the package."""


@dataclass(frozen=True)
class Mutant:
    """A fault: the operator's ``occurrence``-th place in ``path``, on ``line``."""

    path: str
    operator: str
    occurrence: int
    line: int


@dataclass(frozen=True)
class Result:
    """What became of a mutant: ``killed``, ``survived``, ``slow`` or ``unreached``."""

    mutant: Mutant
    outcome: str
    by: str
    tests: int
    seconds: float
    change: str


def copy_of_the_repository(folder: Path) -> Path:
    """Copy what tests need into ``folder``."""
    left = shutil.ignore_patterns(
        ".git", "results", "__pycache__", ".*_cache", ".venv", ".snakemake"
    )
    return Path(shutil.copytree(HOME, folder, ignore=left))


def environment(tree: Path, **more: str) -> dict[str, str]:
    """Return the environment in which the copy's code is used."""
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    paths = os.pathsep.join([str(tree / PACKAGE.parent), str(tree)])
    return {**os.environ, **threads, "PYTHONPATH": paths, **more}


# -- which tests reach which line ----------------------------------------------------------


def map_of_tests(tree: Path, tests: Sequence[str]) -> tuple[dict[str, dict[int, set[str]]], dict]:
    """Run ``tests`` once; return the tests that reach each line of each file, and their seconds.

    A test that fails without any fault tells nothing: it is named and left out.
    """
    (tree / "mutation_contexts.py").write_text(CONTEXTS)
    command = [
        sys.executable,
        "-m",
        "coverage",
        "run",
        f"--source={tree / PACKAGE}",
        "-m",
        "pytest",
    ]
    options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-p", "mutation_contexts", *tests]
    done = subprocess.run(
        [*command, *options], cwd=tree, env=environment(tree), capture_output=True, text=True
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(f"the tests do not run:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    for test in json.loads((tree / "times.json").read_text())[1]:
        print(f"fails without any fault, left out: {test}", flush=True)
    return read_map(tree)


def read_map(folder: Path) -> tuple[dict[str, dict[int, set[str]]], dict[str, float]]:
    """Return what :func:`map_of_tests` found, from the files that it left in ``folder``."""
    import coverage

    times, failed = json.loads((folder / "times.json").read_text())
    data = coverage.CoverageData(basename=str(folder / ".coverage"))
    data.read()
    reached: dict[str, dict[int, set[str]]] = {}
    for file in data.measured_files():
        lines = data.contexts_by_lineno(file)
        reached[str(PACKAGE / file.rpartition(f"/{PACKAGE}/")[2])] = {
            line: {c for c in contexts if c and c not in failed} for line, contexts in lines.items()
        }
    return reached, times


def tests_for(
    mutant: Mutant,
    reached: Mapping[str, Mapping[int, set[str]]],
    seconds: Mapping[str, float],
) -> list[list[str]]:
    """Return which tests reach the line, or (a constant) its file, as calls of pytest."""
    lines = reached.get(mutant.path, {})
    found = lines.get(mutant.line) or set().union(*lines.values()) if lines else set()
    chosen, spent = [], 0.0
    for test in sorted(found, key=lambda t: (seconds.get(t, 0.0), t)):
        spent += seconds.get(test, 0.0)
        if not test.startswith(SHARED) and (spent < BUDGET_S or not chosen):
            chosen.append(test)
    calls = [chosen] if chosen else []
    if any(t.startswith(SHARED) for t in found):
        calls.append([SHARED, "-k", SHARED_DAYS])
    return calls


# -- mutants -------------------------------------------------------------------------------


def mutants_of(tree: Path, path: Path) -> Iterator[Mutant]:
    """Yield every mutant of the module at ``path`` in the copy ``tree``."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    operators = {
        n: get_operator(n)() for n in operator_names() if not any(w in n for w in WORTHLESS)
    }
    text = path.read_text(encoding="utf-8")
    passed = _not_run(text)
    nodes = list(ast_nodes(get_ast(text)))
    relative = str(path.relative_to(tree))
    for name, operator in sorted(operators.items()):
        occurrence = 0
        for node in nodes:
            for start, _ in operator.mutation_positions(node):
                if start[0] not in passed:
                    yield Mutant(relative, name, occurrence, start[0])
                occurrence += 1


def _files(tree: Path, group: str) -> list[Path]:
    files = []
    for name in MODULES[group]:
        path = tree / PACKAGE / name
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [p for p in files if p.exists() and p.name not in LEFT_OUT]


def _not_run(text: str) -> set[int]:
    """Return the lines of annotations, docstrings and imports, whose mutants change nothing."""
    lines: set[int] = set()

    def add(node: ast.AST | None) -> None:
        if node is not None:
            lines.update(range(node.lineno, node.end_lineno + 1))  # type: ignore[attr-defined]

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.AnnAssign) and node.value is None:
            add(node)
        elif isinstance(node, ast.arg):
            add(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            add(node.returns)
        elif (
            isinstance(node, ast.Import | ast.ImportFrom)
            or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        ):
            add(node)
    return lines


@dataclass(frozen=True)
class Bench:
    """A copy of the repository, and a process that runs tests in it."""

    tree: Path
    server: subprocess.Popen[str]

    @classmethod
    def at(cls, tree: Path) -> Bench:
        """Return the bench of the copy ``tree``."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [sys.executable, "-B", "-c", SERVER]
        return cls(tree, subprocess.Popen(command, cwd=tree, env=environment(tree), **pipes))

    def run(self, tests: Sequence[str]) -> tuple[int, str]:
        """Return the exit code of pytest (negative: it was ended), and what it printed."""
        told = self.tree / "told.txt"
        options = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", *tests]
        self.server.stdin.write(json.dumps([options, str(told), PATIENCE_S]) + "\n")  # type: ignore[union-attr]
        self.server.stdin.flush()  # type: ignore[union-attr]
        code = int(self.server.stdout.readline())  # type: ignore[union-attr]
        return code, told.read_text(encoding="utf-8", errors="replace")

    def attempt(self, mutant: Mutant, calls: Sequence[Sequence[str]]) -> Result:
        """Put the fault in, run the tests until one fails, take it out."""
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.plugins import get_operator

        path = self.tree / mutant.path
        text = path.read_text(encoding="utf-8")
        operator = get_operator(mutant.operator)()
        mutated = mutate_code(text, operator, mutant.occurrence) or text
        pairs = zip(text.splitlines(), mutated.splitlines(), strict=False)
        change = next((f"`{a.strip()}` → `{b.strip()}`" for a, b in pairs if a != b), "nothing")
        if not calls or mutated == text:
            return Result(mutant, "unreached", "", 0, 0.0, change)
        begun, outcome, by = time.perf_counter(), "survived", ""
        path.write_text(mutated, encoding="utf-8")
        try:
            for tests in calls:
                code, told = self.run(tests)
                if code:
                    outcome = "slow" if code < 0 else "killed"
                    failed = [x for x in told.splitlines() if x.startswith(("FAILED", "ERROR"))]
                    by = (failed[0] if failed else "").split(" - ")[0]
                    if code > 0 and not failed:
                        raise SystemExit(f"the tests do not run:\n{told[-3000:]}")
                    break
        finally:
            path.write_text(text, encoding="utf-8")
        count = sum(len(tests) for tests in calls)
        return Result(mutant, outcome, by, count, time.perf_counter() - begun, change)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--mutants", type=int, default=120)
    parser.add_argument("--only", choices=sorted(MODULES), action="append")
    parser.add_argument("--under", action="append", help="only files whose path holds this text")
    parser.add_argument("--tests", nargs="+", default=TESTS)
    parser.add_argument("--map", type=Path, help="folder with .coverage and times.json of a run")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--seed", type=int, default=SEED)
    out = {"type": Path, "default": HOME / "results" / "mutation.jsonl"}
    parser.add_argument("--out", **out, help="results; a run that was cut off goes on with it")
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    groups = options.only or sorted(MODULES)
    with tempfile.TemporaryDirectory() as folder:
        trees = [
            copy_of_the_repository(Path(folder) / str(number)) for number in range(options.cores)
        ]
        tree = trees[0]
        found = read_map(options.map) if options.map else map_of_tests(tree, options.tests)
        reached, seconds = found
        benches: Queue[Bench] = Queue()
        for own in trees:
            benches.put(Bench.at(own))
        print(f"{len(seconds)} tests, {sum(seconds.values()):.0f} s", flush=True)
        drawn: list[list[Mutant]] = []
        for group in groups:
            every = [
                m
                for path in _files(tree, group)
                if not options.under or any(u in str(path) for u in options.under)
                for m in mutants_of(tree, path)
                if m.line in reached.get(m.path, ())
            ]
            share = -(-options.mutants // len(groups))
            drawn.append(random.Random(options.seed).sample(every, min(share, len(every))))  # noqa: S311
            print(f"{group}: {len(every)} mutants in reach", flush=True)

        def attempt(mutant: Mutant) -> Result:
            own = benches.get()
            try:
                return own.attempt(mutant, tests_for(mutant, reached, seconds))
            finally:
                benches.put(own)

        before = options.out.read_text().splitlines() if options.out.exists() else []
        tried = [Mutant(**json.loads(line)["mutant"]) for line in before]
        in_turn = [m for some in zip_longest(*drawn) for m in some if m and m not in tried]
        counts = Counter(json.loads(line)["outcome"] for line in before)
        with options.out.open("a") as out, ThreadPoolExecutor(options.cores) as pool:
            for result in pool.map(attempt, in_turn):
                counts[result.outcome] += 1
                out.write(json.dumps(asdict(result)) + "\n")
                out.flush()
                m = result.mutant
                print(
                    f"{result.outcome:9} {m.path.removeprefix(str(PACKAGE))}:{m.line} "
                    f"{result.change} [{result.tests} tests, {result.seconds:.0f} s] {result.by}",
                    flush=True,
                )
        print(dict(counts))


if __name__ == "__main__":
    main()
