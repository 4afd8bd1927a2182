# Candidate claims from the texts of reports, where a case has some (resources/cases/<case>/reports/).
# A person decides which of them become claims; claims.csv is only read.


rule extract:
    input:
        config=f"{RESULTS}/run_config.yaml",
        checked=f"{RESULTS}/logs/inputs.csv",
        texts=PLAN.report_texts(),
        sources=PLAN.path("sources"),
        claims=PLAN.path("claims"),
        optional=PLAN.paths_if_present("aliases", "case_places"),
        gazetteer=PLAN.path("gazetteer"),
        basemap=PLAN.layer_paths(),
    output:
        candidates=f"{RESULTS}/candidates.csv",
        unread=f"{RESULTS}/unread.csv",
        review=report(
            f"{RESULTS}/review.html",
            caption="../report/extract.rst",
            category="Candidate claims",
        ),
    log:
        f"{RESULTS}/logs/extract.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/extract.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=3000, minutes=120),
    params:
        folder=lambda wildcards, input: Path(input.texts[0]).parent,
        aliases=lambda wildcards: PLAN.path("aliases"),
        case_places=lambda wildcards: PLAN.path("case_places"),
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        code=PLAN.code("extract"),
    shell:
        "python -m ebbline extract {params.folder:q}"
        " --config {input.config:q}"
        " --sources {input.sources:q}"
        " --claims {input.claims:q}"
        " --aliases {params.aliases:q}"
        " --case-places {params.case_places:q}"
        " --gazetteer {input.gazetteer:q}"
        " --basemap {params.basemap:q}"
        " --out {output.candidates:q}"
        " --unread {output.unread:q}"
        " --review {output.review:q}"
        " --log {log:q}"
