# Land is cut into patches once; held territory is a look-up of the states over them.


rule catchments:
    input:
        settings=f"{RESULTS}/logs/settings/catchments.json",
        checked=f"{RESULTS}/logs/land_inputs.csv",
        gazetteer=PLAN.path("gazetteer"),
        case_places=PLAN.paths_if_present("case_places"),
        basemap=PLAN.layer_paths(),
    output:
        catchments=f"{RESULTS}/catchments.gpkg",
        weights=f"{RESULTS}/weights.csv",
        costs=f"{RESULTS}/costs.csv",
    log:
        f"{RESULTS}/logs/catchments.log",
    conda:
        "../envs/ebbline.yaml"
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
        " --catchments {output.catchments:q}"
        " --weights {output.weights:q}"
        " --costs {output.costs:q}"
        " --log {log:q}"


rule territory:
    input:
        settings=f"{RESULTS}/logs/settings/territory.json",
        states=f"{RESULTS}/states.csv",
        events=f"{RESULTS}/events.csv",
        catchments=f"{RESULTS}/catchments.gpkg",
        weights=f"{RESULTS}/weights.csv",
        costs=f"{RESULTS}/costs.csv",
        gazetteer=PLAN.path("gazetteer"),
        basemap=PLAN.layer_paths(),
        optional=PLAN.paths_if_present("case_places", "published"),
    output:
        settlement_states=f"{RESULTS}/settlement_states.csv",
        patch_states=f"{RESULTS}/patch_states.csv",
        holdings=f"{RESULTS}/holdings.gpkg",
        areas=report(
            f"{RESULTS}/areas.csv",
            caption="../report/territory.rst",
            category="Tables",
        ),
        barriers=f"{RESULTS}/barriers.csv",
        calibration=f"{RESULTS}/calibration.csv",
        checks=report(
            f"{RESULTS}/checks.csv",
            caption="../report/checks.rst",
            category="Tables",
        ),
    log:
        f"{RESULTS}/logs/territory.log",
    conda:
        "../envs/ebbline.yaml"
    threads: 2
    params:
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        code=PLAN.code("territory"),
    shell:
        "python -m ebbline territory"
        " --cores {threads}"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --states {input.states:q}"
        " --events {input.events:q}"
        " --catchments {input.catchments:q}"
        " --weights {input.weights:q}"
        " --costs {input.costs:q}"
        " --gazetteer {input.gazetteer:q}"
        " --basemap {params.basemap:q}"
        " --settlement-states {output.settlement_states:q}"
        " --patch-states {output.patch_states:q}"
        " --holdings {output.holdings:q}"
        " --areas {output.areas:q}"
        " --barriers {output.barriers:q}"
        " --calibration {output.calibration:q}"
        " --checks {output.checks:q}"
        " --log {log:q}"
