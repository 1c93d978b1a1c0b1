"""Copies an executed notebook without what only says something about the machine: clean.py EXECUTED TARGET."""
import json
import re
import sys

executed, target = sys.argv[1:]
with open(executed, encoding="utf-8") as file:
    notebook = json.load(file)

for cell in notebook["cells"]:
    cell["metadata"].pop("execution", None)
    if cell["cell_type"] != "code":
        continue
    # What restoring packages prints holds addresses and folders; of outputs that change, nbconvert keeps the first state.
    if "#r \"nuget:" in "".join(cell["source"]) or "live" in cell["metadata"].get("tags", []):
        cell["outputs"] = []
    # The compiler's remark that TorchSharp was built for an older .NET, which nobody can act on.
    cell["outputs"] = [o for o in cell["outputs"] if not "".join(o.get("text", "")).lstrip().startswith("warning CS1701")]

text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
private = re.search(r"(/tmp/|/home/|/root/|[A-Z]:\\\\Users)[^\"]{0,40}", text)
if private:
    sys.exit(f"{target}: an output names a folder of this machine: {private.group()}")
with open(target, "w", encoding="utf-8") as file:
    file.write(text)
