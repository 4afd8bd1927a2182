"""How long reconciliation takes as claims grow: ``python benchmarks/reconcile.py``.

Invented claims, five a place, of every kind and quality, with a fixed seed. Each size runs in a
process of its own, so that peak memory is that size's. Prints a table and a curve, the command
as a user runs it, from CSV files to CSV files, and how well the rules find the truth in invented
wars (those of ``tests/unit/reconcile/invented_wars.py``).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
CLAIMS_A_PLACE = 5
HOLDERS = ("is", "syria", "iraq", "sdf")
FIRST = date(2017, 10, 1)
SEED = 20171109
BAR = 40
WARS = 1_000


def invented(count, *, a_place=CLAIMS_A_PLACE):
    """Return ``count`` invented claims, their sources and their places."""
    from ebbline.vocabulary import Bank, Claim, Kind, Place, PlaceKind, Reliability, Source

    chance = random.Random(SEED)  # noqa: S311
    places = [
        Place(
            f"place-{i}",
            f"Place {i}",
            "",
            (),
            34.0,
            40.0,
            1.0,
            "SY",
            "",
            Bank.NONE,
            PlaceKind.TOWN,
            None,
            "invented",
        )
        for i in range(max(count // a_place, 1))
    ]
    sources = [
        Source(
            f"source-{i}",
            f"Paper {i}",
            f"Agency {i % 40}",
            "",
            FIRST,
            "",
            "en",
            ("reports", "record")[i % 2],
            Reliability("BBBCCDE"[i % 7]),
        )
        for i in range(200)
    ]
    kinds = [Kind.CAPTURED] * 4 + [Kind.HOLDS] * 3 + [Kind.CONTESTED, Kind.ATTACKED, Kind.WITHDREW]
    claims = []
    for number in range(count):
        holder, rival = chance.sample(HOLDERS, 2)
        kind = chance.choice(kinds)
        first = FIRST + timedelta(days=chance.randrange(60))
        last = first + timedelta(days=chance.choice((0, 0, 0, 1, 3, 6, 30)))
        open_end = kind is Kind.CONTESTED and chance.random() < 0.5
        claims.append(
            Claim(
                f"claim-{number}",
                chance.choice(sources).source_id,
                f"Place {number % len(places)}",
                kind,
                holder,
                "" if kind is Kind.HOLDS else rival,
                rival if kind is Kind.CAPTURED and chance.random() < 0.7 else "",
                first,
                None if open_end else last,
                chance.choice(("", "", "Army", "Observers")),
                chance.choice(("neutral", *HOLDERS)),
                chance.randint(1, 6),
                "",
                "invented",
            )
        )
    return claims, sources, places


def measure(count, *, a_place=CLAIMS_A_PLACE):
    """Return seconds, peak memory in MB, events and states of one run."""
    from ebbline.reconcile.engine import Terms, reconcile

    claims, sources, places = invented(count, a_place=a_place)
    terms = Terms(
        period_first=FIRST,
        names={h: h for h in HOLDERS},
        governments=frozenset({"syria", "iraq"}),
        collections=("reports", "record"),
    )
    began, busy = time.perf_counter(), time.process_time()
    events = states = 0
    for history in reconcile(
        claims,
        sources={s.source_id: s for s in sources},
        places={p.place_id: p for p in places},
        place_ids={p.name: p.place_id for p in places},
        terms=terms,
    ):
        events += len(history.events)
        states += len(history.states)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": busy, "mb": peak, "events": events, "states": states}


def measure_whole(count):
    """Return seconds and peak memory of ``ebbline reconcile`` on files of ``count`` claims."""
    from ebbline import tables
    from ebbline.vocabulary import Resolution

    claims, sources, places = invented(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables.CLAIMS.write(folder / "claims.csv", claims)
        tables.SOURCES.write(folder / "sources.csv", sources)
        (folder / "places.geojson").write_text(tables.places_to_geojson(places), encoding="utf-8")
        tables.GEOCODING.write(
            folder / "geocoding.csv",
            [Resolution(p.name, p.place_id, "exact", 100.0, "", None) for p in places],
        )
        files = ("claims.csv", "sources.csv", "places.geojson", "geocoding.csv")
        options = [f"--{Path(f).stem}={folder / f}" for f in (*files, "events.csv", "states.csv")]
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "ebbline", "reconcile", *options], check=True)
        seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime,
        "mb": used.ru_maxrss / 1024,
    }


def in_own_process(*arguments):
    """Return what this script prints as JSON when run with ``arguments``."""
    done = subprocess.run(
        [sys.executable, __file__, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def table(rows):
    """Print a Markdown table of sizes, with time a claim against the smallest and a bar."""
    least = rows[0][1]["cpu"] / rows[0][0]
    most = max(row["cpu"] for _, row in rows)
    print(
        "| claims | places | seconds | processor seconds | µs a claim | against the smallest "
        "| peak MB | processor seconds as a curve |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|:---|")
    for count, row in rows:
        each = row["cpu"] / count
        bar = "█" * max(round(BAR * row["cpu"] / most), 1)
        print(
            f"| {count:,} | {count // CLAIMS_A_PLACE:,} | {row['seconds']:.2f} | "
            f"{row['cpu']:.2f} | {each * 1e6:.0f} | {each / least:.2f} | {row['mb']:.0f} | {bar} |"
        )


def print_wars(count):
    """Print how often the rules are right in ``count`` invented wars of each sort."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "unit" / "reconcile"))
    from invented_wars import KEPT_BACK, attrition, score_latest, score_rules, war

    sorts = {
        "honest, some a day late": lambda seed: war(seed, lies=False),
        "with lies and rumours": lambda seed: war(seed, lies=True),
        "of attrition": attrition,
        "of attrition, kept back": lambda seed: attrition(seed + count, KEPT_BACK),
    }
    print(f"\n{count:,} invented wars of each sort over one town:\n")
    print("| claims | days right | believing the latest word | called confirmed | of these wrong |")
    print("|:---|---:|---:|---:|---:|")
    for name, invent in sorts.items():
        wars = [invent(seed) for seed in range(count)]
        rules, latest = score_rules(wars), score_latest(wars)
        print(
            f"| {name} | {rules.share_right:.1%} | {latest.share_right:.1%} | "
            f"{rules.sure / rules.days:.1%} | {rules.share_sure_wrong:.1%} |"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=int, help="measure this size in this process, print JSON")
    parser.add_argument("--whole", type=int, help="measure the command at this size, print JSON")
    parser.add_argument("--wars", type=int, help="only so many invented wars of each sort")
    parser.add_argument("--a-place", type=int, default=CLAIMS_A_PLACE, help="claims a place")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, a_place=options.a_place)))
        return
    if options.whole:
        print(json.dumps(measure_whole(options.whole)))
        return
    if options.wars:
        print_wars(options.wars)
        return
    table([(count, in_own_process("--one", count)) for count in SIZES])
    whole = in_own_process("--whole", SIZES[-1])
    print(
        f"\n`ebbline reconcile`, {SIZES[-1]:,} claims from files to files: "
        f"{whole['seconds']:.1f} s ({whole['cpu']:.1f} s of one processor), "
        f"{whole['mb']:.0f} MB at most"
    )
    crowded = in_own_process("--one", 10_000, "--a-place", 10_000)
    spread = in_own_process("--one", 10_000)
    print(
        f"10,000 claims on one place instead of 2,000: {crowded['cpu']:.2f} s against "
        f"{spread['cpu']:.2f} s of a processor, {crowded['cpu'] / spread['cpu']:.1f} times"
    )
    print_wars(WARS)


if __name__ == "__main__":
    main()
