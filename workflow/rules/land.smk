# The ground is made once; held territory is a field over it, conditioned on the states.


rule catchments:
    input:
        settings=f"{RESULTS}/logs/settings/catchments.json",
        checked=f"{RESULTS}/logs/land_inputs.csv",
        gazetteer=PLAN.path("gazetteer"),
        case_places=PLAN.paths_if_present("case_places"),
        basemap=PLAN.layer_paths(),
    output:
        ground=f"{RESULTS}/ground.npz",
    log:
        f"{RESULTS}/logs/catchments.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/catchments.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=3000, minutes=120),
    params:
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        code=PLAN.code("catchments"),
    shell:
        "python -m ebbline catchments"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --gazetteer {input.gazetteer:q}"
        " --basemap {params.basemap:q}"
        " --ground {output.ground:q}"
        " --log {log:q}"


rule territory:
    input:
        settings=f"{RESULTS}/logs/settings/territory.json",
        states=f"{RESULTS}/states.csv",
        events=f"{RESULTS}/events.csv",
        ground=f"{RESULTS}/ground.npz",
        gazetteer=PLAN.path("gazetteer"),
        basemap=PLAN.layer_paths(),
        sources=PLAN.path("sources"),
        claims=PLAN.path("claims"),
        geocoding=f"{RESULTS}/geocoding.csv",
        optional=PLAN.paths_if_present("case_places", "published", "evidence"),
    output:
        settlement_states=f"{RESULTS}/settlement_states.csv",
        patch_states=f"{RESULTS}/patch_states.csv",
        patches=f"{RESULTS}/patches.gpkg",
        holdings=f"{RESULTS}/land.gpkg.zip",
        areas=report(
            f"{RESULTS}/areas.csv",
            caption="../report/territory.rst",
            category="Tables",
        ),
        areas_daily=f"{RESULTS}/areas_daily.csv",
        area_changes=f"{RESULTS}/area_changes.csv",
        field=directory(f"{RESULTS}/field"),
        list=f"{RESULTS}/logs/field.sha256",
        calibration=f"{RESULTS}/calibration.csv",
        statements=f"{RESULTS}/statements.csv",
        predictions=f"{RESULTS}/predictions.csv",
        influence=f"{RESULTS}/influence.csv",
        checks=report(
            f"{RESULTS}/checks.csv",
            caption="../report/checks.rst",
            category="Tables",
        ),
    log:
        f"{RESULTS}/logs/territory.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/territory.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=4000, minutes=240),
    params:
        home=PLAN.home,
        files=lambda wildcards, input, output: options_of(input, output),
        lacks=LACKS.get(PLAN.path("field"), ""),
        code=PLAN.code("territory"),
    shell:
        "python -m ebbline territory"
        " --home {params.home:q}"
        " {params.files}"
        " --log {log:q}"
