# Ebbline: from dated reports to maps. All the work is in workflow/Snakefile.


include: "workflow/Snakefile"


localrules:
    all,


rule all:
    default_target: True
    input:
        rules.maps.input,
