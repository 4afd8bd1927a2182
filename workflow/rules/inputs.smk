# The effective configuration, each stage's part of it (so that a change reruns just the stages that
# may read it), and a check of every input before anything is built: a mistake stops the build here,
# with earlier results untouched.


rule run_config:
    output:
        config=f"{RESULTS}/run_config.yaml",
    log:
        f"{RESULTS}/logs/run_config.log",
    conda:
        "../envs/ebbline.yaml"
    params:
        values=lambda wildcards: PLAN.whole_config(),  # no pattern: texts may have braces
        code=PLAN.code("config"),
    shell:
        "python -m ebbline config"
        " --values {params.values:q}"
        " --out {output.config:q}"
        " --log {log:q}"


rule settings:
    output:
        settings=f"{RESULTS}/logs/settings/{{stage}}.json",
    log:
        f"{RESULTS}/logs/settings/{{stage}}.log",
    conda:
        "../envs/ebbline.yaml"
    params:
        values=lambda wildcards: PLAN.settings(wildcards.stage),
    shell:
        "printf '%s' {params.values:q} > {output.settings:q} 2> {log:q}"


rule check:
    input:
        settings=f"{RESULTS}/logs/settings/case.json",
        sources=PLAN.path("sources"),
        claims=PLAN.path("claims"),
        optional=PLAN.paths_if_present(
            *(
                "aliases",
                "case_places",
                "published",
                "display_names",
                "story",
                "evidence",
            ),
            "previous_states",
        ),
        gazetteer=PLAN.path("gazetteer"),
    output:
        inputs=f"{RESULTS}/logs/inputs.csv",
    log:
        f"{RESULTS}/logs/check.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/check.tsv"
    retries: 0
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=10),
    params:
        home=PLAN.home,
        code=PLAN.code("check"),
    shell:
        "python -m ebbline check"
        " --only case"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --sources {input.sources:q}"
        " --claims {input.claims:q}"
        " --gazetteer {input.gazetteer:q}"
        " --inputs {output.inputs:q}"
        " --log {log:q}"


rule check_land:
    input:
        settings=f"{RESULTS}/logs/settings/catchments.json",
        gazetteer=PLAN.path("gazetteer"),
        optional=PLAN.paths_if_present("case_places", "evidence"),
        basemap=PLAN.layer_paths(),
    output:
        land_inputs=f"{RESULTS}/logs/land_inputs.csv",
    log:
        f"{RESULTS}/logs/check_land.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/check_land.tsv"
    retries: 0
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=20),
    params:
        home=PLAN.home,
        folder=lambda wildcards, input: Path(input.basemap[0]).parent,
        code=PLAN.code("check"),
    shell:
        "python -m ebbline check"
        " --only land"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --gazetteer {input.gazetteer:q}"
        " --basemap {params.folder:q}"
        " --land-inputs {output.land_inputs:q}"
        " --log {log:q}"


# A place that nobody knows, or a slip in the case's own story, stops the figures: told before the land is done, and told first.
rule check_views:
    input:
        settings=f"{RESULTS}/logs/settings/views.json",
        gazetteer=PLAN.path("gazetteer"),
        optional=PLAN.paths_if_present("case_places", "story"),
    output:
        view_places=f"{RESULTS}/logs/view_places.csv",
    log:
        f"{RESULTS}/logs/check_views.log",
    priority: 10
    conda:
        "../envs/ebbline.yaml"
    params:
        home=PLAN.home,
        code=PLAN.code("check"),
    shell:
        "python -m ebbline check"
        " --only views"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --gazetteer {input.gazetteer:q}"
        " --view-places {output.view_places:q}"
        " --log {log:q}"
