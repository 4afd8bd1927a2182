# Names become places, claims become one history.


rule geocode:
    input:
        settings=f"{RESULTS}/logs/settings/geocode.json",
        checked=f"{RESULTS}/logs/inputs.csv",
        sources=PLAN.path("sources"),
        claims=PLAN.path("claims"),
        optional=PLAN.paths_if_present("aliases", "case_places"),
        gazetteer=PLAN.path("gazetteer"),
    output:
        places=f"{RESULTS}/places.geojson",
        geocoding=report(
            f"{RESULTS}/geocoding.csv",
            caption="../report/geocode.rst",
            category="Tables",
        ),
    log:
        f"{RESULTS}/logs/geocode.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/geocode.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=30),
    params:
        home=PLAN.home,
        code=PLAN.code("geocode"),
    shell:
        "python -m ebbline geocode"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --sources {input.sources:q}"
        " --claims {input.claims:q}"
        " --gazetteer {input.gazetteer:q}"
        " --places {output.places:q}"
        " --geocoding {output.geocoding:q}"
        " --log {log:q}"


rule reconcile:
    input:
        settings=f"{RESULTS}/logs/settings/reconcile.json",
        checked=f"{RESULTS}/logs/inputs.csv",
        sources=PLAN.path("sources"),
        claims=PLAN.path("claims"),
        places=f"{RESULTS}/places.geojson",
        geocoding=f"{RESULTS}/geocoding.csv",
    output:
        events=report(
            f"{RESULTS}/events.csv",
            caption="../report/reconcile.rst",
            category="Tables",
        ),
        states=report(
            f"{RESULTS}/states.csv",
            caption="../report/reconcile.rst",
            category="Tables",
        ),
        as_known=f"{RESULTS}/as_known.csv",
    log:
        f"{RESULTS}/logs/reconcile.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/reconcile.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=30),
    params:
        home=PLAN.home,
        code=PLAN.code("reconcile"),
    shell:
        "python -m ebbline reconcile"
        " --settings {input.settings:q}"
        " --home {params.home:q}"
        " --sources {input.sources:q}"
        " --claims {input.claims:q}"
        " --places {input.places:q}"
        " --geocoding {input.geocoding:q}"
        " --events {output.events:q}"
        " --states {output.states:q}"
        " --as-known {output.as_known:q}"
        " --log {log:q}"
