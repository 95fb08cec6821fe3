"""The documents of the repository against the JSON Schema that the crate gives.

An independent validator reads both: every sample is valid, and what the reader
of the crate refuses for its shape the schema refuses too.
"""

import copy
import json
import pathlib
import subprocess
import sys

import jsonschema


def schema(form):
    command = ["cargo", "run", "-q", "--locked", "--features", "cli", "--", "schema", form]
    made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


def fail(what):
    print(what, file=sys.stderr)
    sys.exit(1)


# One change each, by the path of what is changed; all are refused.
REFUSED = [
    (["format"], "sales-process/2"),
    (["name"], 3),
    (["nmae"], "a name that is not known"),
    (["pipelines", 0, "stages", 0, "typical_days"], -1),
    (["pipelines", 0, "stages", 0, "purpose"], "Needs Discovery"),
    (["pipelines", 0, "stages", 0, "spread"], "normal"),
    (["pipelines", 0, "outcomes", 0, "kind"], "win"),
    (["pipelines", 0, "moves", 0, "probability"], 1.5),
    (["roles"], {}),
    (["targets"], {"attract.cost_per_lead": {"at_most": 1, "at_least": 2}}),
    (["regular_when"], {"orders": {"at_last": 3}}),
    (["profile"], {"nature": "consultive"}),
]

process = schema("process")
samples = sorted(pathlib.Path("tests/it/data").rglob("*.json"))
documents = [json.loads(sample.read_text()) for sample in samples]
checked = [(s, d) for s, d in zip(samples, documents) if isinstance(d, dict) and "format" in d]
if len(checked) < 5:
    fail("hardly a sample was found")
for sample, document in checked:
    for error in process.iter_errors(document):
        fail(f"{sample}: {error.json_path}: {error.message}")

acme = next(document for sample, document in checked if sample.name == "acme.json")
for path, value in REFUSED:
    changed = copy.deepcopy(acme)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    if process.is_valid(changed):
        fail(f"{path} as {value!r} is valid by the schema")

# Each part of a document by the schema of its own.
parts = {"profile": "profile", "lead_filter": "lead_filter", "qualification": "qualification",
         "regular_when": "rule"}
for key, form in parts.items():
    schema(form).validate(acme[key])
pipeline = schema("pipeline")
for sample, document in checked:
    for part in document.get("pipelines", []):
        pipeline.validate(part)

# What is stored and sent: the samples that the tests keep, and those of the page.
forms = [(form, value) for file in sorted(pathlib.Path("tests/it/data/forms").glob("*.json"))
         for form, values in json.loads(file.read_text()).items() for value in values]
# Parts of folds, at its end, have no schema: they are read by the same program.
page, _ = pathlib.Path("src/lifecycle/wire.md").read_text().split("\n## Parts of folds")
for part in page.split("\n### `")[1:]:
    form, rest = part.split("`", 1)
    for block in rest.split("```json\n")[1:]:
        block = block.split("```")[0].strip()
        while block:
            value, end = json.JSONDecoder().raw_decode(block)
            forms.append((form, value))
            block = block[end:].lstrip()
by_form = {form: schema(form) for form in sorted({form for form, _ in forms})}
if len(by_form) != 12:
    fail(f"samples of {sorted(by_form)} only")
for form, value in forms:
    for error in by_form[form].iter_errors(value):
        fail(f"{form}: {value}: {error.json_path}: {error.message}")
    # No form takes a member that it does not know, at its top or one level down.
    inner = [inner for key, inner in value.items() if isinstance(inner, dict) and key != "fields"]
    for place in [value, *inner]:
        place["colour"] = "red"
        if by_form[form].is_valid(value):
            fail(f"{form}: a member that is not known is valid: {value}")
        del place["colour"]
print(f"{len(forms)} samples of {len(by_form)} forms by JSON Schema")

print(f"{len(checked)} documents and {len(REFUSED)} refusals by JSON Schema: as the reader has it")
