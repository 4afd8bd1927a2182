# What others cite and compute with: layers for a GIS, a description of every table, all in one file.

PACKAGED = dict(
    settings=f"{RESULTS}/logs/settings/package.json",
    run_config=f"{RESULTS}/run_config.yaml",
    sources=PLAN.path("sources"),
    claims=PLAN.path("claims"),
    gazetteer=PLAN.path("gazetteer"),
    optional=PLAN.paths_if_present(
        "aliases", "case_places", "published", "display_names", "previous_states"
    ),
    basemap=PLAN.layer_paths(),
    geocoding=f"{RESULTS}/geocoding.csv",
    places=f"{RESULTS}/places.geojson",
    events=f"{RESULTS}/events.csv",
    states=f"{RESULTS}/states.csv",
    as_known=f"{RESULTS}/as_known.csv",
    settlement_states=f"{RESULTS}/settlement_states.csv",
    geopackage=f"{RESULTS}/holdings.gpkg",
    areas=f"{RESULTS}/areas.csv",
    areas_daily=f"{RESULTS}/areas_daily.csv",
    area_changes=f"{RESULTS}/area_changes.csv",
    checks=f"{RESULTS}/checks.csv",
    statements=f"{RESULTS}/statements.csv",
    predictions=f"{RESULTS}/predictions.csv",
    influence=f"{RESULTS}/influence.csv",
    calibration=f"{RESULTS}/calibration.csv",
    scene=f"{RESULTS}/scene.json",
    map=f"{RESULTS}/map.html",
)
PACK = (
    "python -m ebbline package"
    " --settings {input.settings:q}"
    " --home {params.home:q}"
    " --run-config {input.run_config:q}"
    " --sources {input.sources:q}"
    " --claims {input.claims:q}"
    " --gazetteer {input.gazetteer:q}"
    " --basemap {params.basemap:q}"
    " --geocoding {input.geocoding:q}"
    " --places {input.places:q}"
    " --events {input.events:q}"
    " --states {input.states:q}"
    " --as-known {input.as_known:q}"
    " --settlement-states {input.settlement_states:q}"
    " --geopackage {input.geopackage:q}"
    " --areas {input.areas:q}"
    " --areas-daily {input.areas_daily:q}"
    " --area-changes {input.area_changes:q}"
    " --checks {input.checks:q}"
    " --statements {input.statements:q}"
    " --predictions {input.predictions:q}"
    " --influence {input.influence:q}"
    " --calibration {input.calibration:q}"
    " --scene {input.scene:q}"
    " --map {input.map:q}"
    " --datapackage {params.datapackage:q}"
    " --log {log:q}"
    " {params.what}"
)


rule geopackage:
    input:
        settings=f"{RESULTS}/logs/settings/gis.json",
        scene=f"{RESULTS}/scene.json",
        holdings=f"{RESULTS}/land.gpkg.zip",
    output:
        geopackage=f"{RESULTS}/holdings.gpkg",
    log:
        f"{RESULTS}/logs/gis.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/gis.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=30),
    params:
        home=PLAN.home,
        code=PLAN.code("gis"),
    shell:
        "python -m ebbline gis"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --scene {input.scene:q}"
        " --holdings {input.holdings:q}"
        " --geopackage {output.geopackage:q}"
        " --log {log:q}"


# Only if asked for, since it needs the extra `geo`: `snakemake geoparquet`.
rule geoparquet:
    input:
        settings=f"{RESULTS}/logs/settings/gis.json",
        scene=f"{RESULTS}/scene.json",
        holdings=f"{RESULTS}/land.gpkg.zip",
    output:
        folder=directory(f"{RESULTS}/geoparquet"),
    log:
        f"{RESULTS}/logs/geoparquet.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/geoparquet.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=30),
    params:
        home=PLAN.home,
        code=PLAN.code("gis"),
    shell:
        "python -m ebbline gis"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --scene {input.scene:q}"
        " --holdings {input.holdings:q}"
        " --geoparquet {output.folder:q}"
        " --log {log:q}"


rule datapackage:
    input:
        **PACKAGED,
    output:
        datapackage=f"{RESULTS}/datapackage.json",
    log:
        f"{RESULTS}/logs/package.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/package.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=30),
    params:
        what="",
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        datapackage=lambda wildcards, output: output.datapackage,
        code=PLAN.code("package"),
    shell:
        PACK


rule data_package:
    input:
        **PACKAGED,
        datapackage=f"{RESULTS}/datapackage.json",
        products=[p for p in PLAN.products() if p != PLAN.path("datapackage")],
    output:
        whole=f"{RESULTS}/{PLAN.config.results_name}.zip",
    log:
        f"{RESULTS}/logs/data_package.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/data_package.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=60),
    params:
        what=lambda wildcards, output: f"--whole {shlex.quote(output.whole)}",
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        datapackage=lambda wildcards, input: input.datapackage,
        code=PLAN.code("package"),
    shell:
        PACK
