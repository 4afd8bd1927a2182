# The interactive map, and the page that leads to everything.


rule webmap:
    input:
        settings=f"{RESULTS}/logs/settings/webmap.json",
        checked=f"{RESULTS}/logs/view_places.csv",
        sources=PLAN.path("sources"),
        claims=PLAN.path("claims"),
        gazetteer=PLAN.path("gazetteer"),
        basemap=PLAN.layer_paths(),
        geocoding=f"{RESULTS}/geocoding.csv",
        places=f"{RESULTS}/places.geojson",
        events=f"{RESULTS}/events.csv",
        states=f"{RESULTS}/states.csv",
        patches=f"{RESULTS}/patches.gpkg",
        scene=f"{RESULTS}/scene.json",
        patch_states=f"{RESULTS}/patch_states.csv",
    output:
        map=report(
            f"{RESULTS}/map.html",
            caption="../report/webmap.rst",
            category="Interactive map",
        ),
    log:
        f"{RESULTS}/logs/webmap.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/webmap.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=2000, minutes=60),
    params:
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        code=PLAN.code("webmap"),
        looks=PLAN.looks(*PLAN.config.webmap.languages),
    shell:
        "python -m ebbline webmap"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --sources {input.sources:q}"
        " --claims {input.claims:q}"
        " --gazetteer {input.gazetteer:q}"
        " --basemap {params.basemap:q}"
        " --geocoding {input.geocoding:q}"
        " --places {input.places:q}"
        " --events {input.events:q}"
        " --states {input.states:q}"
        " --patches {input.patches:q}"
        " --scene {input.scene:q}"
        " --patch-states {input.patch_states:q}"
        " --map {output.map:q}"
        " --log {log:q}"


rule index:
    input:
        settings=f"{RESULTS}/logs/settings/index.json",
        run_config=f"{RESULTS}/run_config.yaml",
        inputs=f"{RESULTS}/logs/inputs.csv",
        land_inputs=f"{RESULTS}/logs/land_inputs.csv",
        sources=PLAN.path("sources"),
        claims=PLAN.path("claims"),
        geocoding=f"{RESULTS}/geocoding.csv",
        places=f"{RESULTS}/places.geojson",
        events=f"{RESULTS}/events.csv",
        states=f"{RESULTS}/states.csv",
        areas=f"{RESULTS}/areas.csv",
        checks=f"{RESULTS}/checks.csv",
        map=f"{RESULTS}/map.html",
        maps=list(PLAN.view_folders()),
        charts=PLAN.charts(),
        blocks=f"{RESULTS}/figures/embed.md",
    output:
        index=f"{RESULTS}/index.html",
    log:
        f"{RESULTS}/logs/index.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/index.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=10),
    params:
        home=PLAN.home,
        figures=lambda wildcards, output: Path(output.index).parent / "figures",
        code=PLAN.code("index"),
        looks=PLAN.looks("en"),
    shell:
        "python -m ebbline index"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --inputs {input.inputs:q}"
        " --land-inputs {input.land_inputs:q}"
        " --sources {input.sources:q}"
        " --claims {input.claims:q}"
        " --geocoding {input.geocoding:q}"
        " --places {input.places:q}"
        " --events {input.events:q}"
        " --states {input.states:q}"
        " --areas {input.areas:q}"
        " --checks {input.checks:q}"
        " --map {input.map:q}"
        " --figures {params.figures:q}"
        " --index {output.index:q}"
        " --log {log:q}"
