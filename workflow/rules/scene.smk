# Everything that maps and pages say and mark, decided once; figures, web map and index draw it.
# Figures of a language read the scene in that language alone, so that a word redraws its own pictures.

TABLES_TOLD = dict(
    checked=f"{RESULTS}/logs/view_places.csv",
    sources=PLAN.path("sources"),
    claims=PLAN.path("claims"),
    gazetteer=PLAN.path("gazetteer"),
    optional=PLAN.paths_if_present(
        "aliases", "case_places", "display_names", "story", "previous_states"
    ),
    geocoding=f"{RESULTS}/geocoding.csv",
    places=f"{RESULTS}/places.geojson",
    events=f"{RESULTS}/events.csv",
    states=f"{RESULTS}/states.csv",
    as_known=f"{RESULTS}/as_known.csv",
    settlement_states=f"{RESULTS}/settlement_states.csv",
    holdings=f"{RESULTS}/land.gpkg.zip",
    areas=f"{RESULTS}/areas.csv",
    checks=f"{RESULTS}/checks.csv",
    predictions=f"{RESULTS}/predictions.csv",
    influence=f"{RESULTS}/influence.csv",
    basemap=PLAN.layer_paths(),
)
TELL = (
    "python -m ebbline scene"
    " --settings {input.settings:q}"
    " --home {params.home:q}"
    " --sources {input.sources:q}"
    " --claims {input.claims:q}"
    " --gazetteer {input.gazetteer:q}"
    " --geocoding {input.geocoding:q}"
    " --places {input.places:q}"
    " --events {input.events:q}"
    " --states {input.states:q}"
    " --as-known {input.as_known:q}"
    " --settlement-states {input.settlement_states:q}"
    " --holdings {input.holdings:q}"
    " --areas {input.areas:q}"
    " --checks {input.checks:q}"
    " --predictions {input.predictions:q}"
    " --influence {input.influence:q}"
    " --basemap {params.basemap:q}"
    " --scene {output.scene:q}"
    " --log {log:q}"
    " {params.what}"
)


rule scene:
    input:
        **TABLES_TOLD,
        settings=f"{RESULTS}/logs/settings/scene.json",
    output:
        scene=f"{RESULTS}/scene.json",
    log:
        f"{RESULTS}/logs/scene.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/scene.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=2000, minutes=60),
    params:
        what="",
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        code=PLAN.code("scene"),
        looks=PLAN.looks(*PLAN.config.figures.languages, *PLAN.config.webmap.languages),
    shell:
        TELL


rule scene_of_a_language:
    input:
        **TABLES_TOLD,
        settings=f"{RESULTS}/logs/settings/scene.{{lang}}.json",
    output:
        scene=f"{RESULTS}/logs/scene/{{lang}}.json",
    log:
        f"{RESULTS}/logs/scene.{{lang}}.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/scene.{{lang}}.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=2000, minutes=60),
    params:
        what="",
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        code=PLAN.code("scene"),
        looks=lambda wildcards: PLAN.looks(wildcards.lang),
    shell:
        TELL


rule scene_with_one_figure:
    input:
        **TABLES_TOLD,
        settings=f"{RESULTS}/logs/settings/scene.{{lang}}.json",
    output:
        scene=temp(f"{RESULTS}/asked/{{lang}}/{{figure}}.scene.json"),
    log:
        f"{RESULTS}/logs/asked.{{lang}}.{{figure}}.scene.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/asked.{{lang}}.{{figure}}.scene.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=2000, minutes=60),
    params:
        what=lambda wildcards: f"--only {wildcards.figure}",
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        code=PLAN.code("scene"),
        looks=lambda wildcards: PLAN.looks(wildcards.lang),
    shell:
        TELL
