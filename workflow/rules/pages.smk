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
        scene=f"{RESULTS}/scene.json",
        map=f"{RESULTS}/map.html",
        maps=list(PLAN.view_folders()),
        charts=PLAN.charts(),
        blocks=f"{RESULTS}/figures/embed.md",
    output:
        PLAN.index_pages(),
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
        figures=lambda wildcards, output: Path(output[0]).parent / "figures",
        index=lambda wildcards, output: output[0],
        code=PLAN.code("index"),
    shell:
        "python -m ebbline index"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --scene {input.scene:q}"
        " --map {input.map:q}"
        " --figures {params.figures:q}"
        " --index {params.index:q}"
        " --log {log:q}"
