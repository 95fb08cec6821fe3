"""Has pm4py say whether the processes are sound: each can always end, with nothing left over."""

import pathlib
import sys

import pm4py

files = sorted(f for f in pathlib.Path(sys.argv[1]).glob("*.bpmn") if not f.name.startswith("machine_"))
wrong = 0
for file in files:
    net, initial, final = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(file)))
    sound = pm4py.check_soundness(net, initial, final, print_diagnostics=False)
    sound, why = sound if isinstance(sound, tuple) else (sound, "")
    if not sound:
        wrong += 1
        print(f"{file.name}: not sound: {why}", file=sys.stderr)
if wrong or not files:
    sys.exit(1)
print(f"pm4py: {len(files)} processes are sound")
