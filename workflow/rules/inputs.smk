# The effective configuration, and a check of every input before anything is built: a mistake stops
# the build here, with earlier results untouched.


rule run_config:
    output:
        config=f"{RESULTS}/run_config.yaml",
    log:
        f"{RESULTS}/logs/run_config.log",
    conda:
        "../envs/ebbline.yaml"
    params:
        values=PLAN.whole_config(),
        code=PLAN.code("config"),
    shell:
        "python -m ebbline config"
        " --values {params.values:q}"
        " --out {output.config:q}"
        " --log {log:q}"


rule check:
    input:
        config=ancient(f"{RESULTS}/run_config.yaml"),
        sources=PLAN.path("sources"),
        claims=PLAN.path("claims"),
        optional=PLAN.paths_if_present("aliases", "case_places", "published"),
        gazetteer=PLAN.path("gazetteer"),
        basemap=PLAN.layer_paths(),
    output:
        inputs=f"{RESULTS}/logs/inputs.csv",
    log:
        f"{RESULTS}/logs/check.log",
    conda:
        "../envs/ebbline.yaml"
    params:
        home=PLAN.home,
        folder=lambda wildcards, input: Path(input.basemap[0]).parent,
        settings=PLAN.settings("check"),
        code=PLAN.code("check"),
    shell:
        "python -m ebbline check"
        " --config {input.config:q}"
        " --home {params.home:q}"
        " --sources {input.sources:q}"
        " --claims {input.claims:q}"
        " --gazetteer {input.gazetteer:q}"
        " --basemap {params.folder:q}"
        " --inputs {output.inputs:q}"
        " --log {log:q}"
