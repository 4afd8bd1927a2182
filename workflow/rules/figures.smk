# Static maps: one job a view and language, charts, the ready blocks to paste, and any one figure
# (`snakemake results/<case>/asked/en/valley/2017-11-05.svg`). Pictures whose content did not change
# come from a cache outside the results (results/.cache/frames). Beside the folder of a view stands
# the list of its files, by which the next build knows whether it is still whole.

DRAWN = dict(
    scene=f"{RESULTS}/logs/scene/{{lang}}.json",
    patches=f"{RESULTS}/patches.gpkg",
    holdings=f"{RESULTS}/land.gpkg.zip",
    basemap=PLAN.layer_paths(),
)
DRAW = (
    "python -m ebbline figures"
    " --settings {input.settings:q}"
    " --home {params.home:q}"
    " --scene {input.scene:q}"
    " --patches {input.patches:q}"
    " --holdings {input.holdings:q}"
    " --basemap {params.basemap:q}"
    " --figures {params.folder:q}"
    " --cores {threads}"
    " --log {log:q}"
    " {params.what}"
)


rule maps_of_a_view:
    input:
        **DRAWN,
        settings=f"{RESULTS}/logs/settings/figures.{{lang}}.json",
    output:
        folder=report(
            directory(f"{RESULTS}/figures/{{lang}}/{{view}}"),
            patterns=["{name}.png"],
            caption="../report/figures.rst",
            category="Maps",
            subcategory="{view}",
            labels={"figure": "{name}", "language": "{lang}"},
        ),
        listed=f"{RESULTS}/logs/{{lang}}.{{view}}.sha256",
    log:
        f"{RESULTS}/logs/figures.{{lang}}.{{view}}.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/figures.{{lang}}.{{view}}.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 2
    resources:
        **needs(mem_mb=4000, minutes=240),
    params:
        what=lambda wildcards, output: f"--lang {wildcards.lang} --view {wildcards.view}"
        f" --list {output.listed}",
        lacks=lambda wildcards: LACKS.get(
            f"{RESULTS}/figures/{wildcards.lang}/{wildcards.view}", ""
        ),
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        folder=lambda wildcards, output: Path(output[0]).parents[1],
        code=PLAN.code("figures"),
    shell:
        DRAW


rule charts:
    input:
        **DRAWN,
        settings=f"{RESULTS}/logs/settings/figures.{{lang}}.json",
    output:
        expand(
            f"{RESULTS}/figures/{{{{lang}}}}/{{chart}}.{{ending}}",
            chart=CHARTS,
            ending=CHART_ENDINGS,
        ),
    log:
        f"{RESULTS}/logs/charts.{{lang}}.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/charts.{{lang}}.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 2
    resources:
        **needs(mem_mb=2000, minutes=60),
    params:
        what=lambda wildcards: f"--lang {wildcards.lang} --charts",
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        folder=lambda wildcards, output: Path(output[0]).parents[1],
        code=PLAN.code("figures"),
    shell:
        DRAW


rule blocks_to_paste:
    input:
        **DRAWN | dict(scene=f"{RESULTS}/scene.json"),
        settings=f"{RESULTS}/logs/settings/figures.json",
        maps=list(PLAN.view_folders()),
        charts=PLAN.charts(),
    output:
        blocks=f"{RESULTS}/figures/embed.md",
    log:
        f"{RESULTS}/logs/embed.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/embed.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=1000, minutes=10),
    params:
        what="--embed",
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        folder=lambda wildcards, output: Path(output[0]).parent,
        code=PLAN.code("figures"),
    shell:
        DRAW


rule one_figure:
    input:
        **DRAWN | dict(scene=f"{RESULTS}/asked/{{lang}}/{{figure}}.scene.json"),
        settings=f"{RESULTS}/logs/settings/figures.{{lang}}.json",
    output:
        figure=f"{RESULTS}/asked/{{lang}}/{{view}}/{{figure}}.{{ending}}",
    log:
        f"{RESULTS}/logs/asked.{{lang}}.{{view}}.{{figure}}.{{ending}}.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/asked.{{lang}}.{{view}}.{{figure}}.{{ending}}.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 1
    resources:
        **needs(mem_mb=2000, minutes=30),
    params:
        what=lambda wildcards, output: f"--lang {wildcards.lang} --view {wildcards.view}"
        f" --only {wildcards.figure} --to {output.figure}",
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        folder=lambda wildcards: PLAN.path("figures"),
        code=PLAN.code("figures"),
    shell:
        DRAW


rule key_figures:
    input:
        **DRAWN,
        settings=f"{RESULTS}/logs/settings/figures.{{lang}}.json",
    output:
        folder=directory(f"{RESULTS}/quick/{{lang}}"),
        listed=f"{RESULTS}/logs/quick.{{lang}}.sha256",
    log:
        f"{RESULTS}/logs/quick.{{lang}}.log",
    benchmark:
        f"{RESULTS}/logs/benchmarks/quick.{{lang}}.tsv"
    retries: 1
    conda:
        "../envs/ebbline.yaml"
    threads: 2
    resources:
        **needs(mem_mb=3000, minutes=120),
    params:
        what=lambda wildcards, output: f"--lang {wildcards.lang} --key {output.folder}"
        f" --list {output.listed}",
        lacks=lambda wildcards: LACKS.get(f"{RESULTS}/quick/{wildcards.lang}", ""),
        home=PLAN.home,
        basemap=lambda wildcards, input: Path(input.basemap[0]).parent,
        folder=PLAN.path("figures"),
        code=PLAN.code("figures"),
    shell:
        DRAW
