// Executes the processes with bpmn-engine: from each start a deal to each end
// that can be reached from there, Won and Lost, deciding at every gateway.
import { Engine } from 'bpmn-engine';
import { BpmnModdle } from 'bpmn-moddle';
import { check, done, pictures, same } from '../files.js';

// `name = "text"`, all that the conditions are.
class Conditions {
  known = new Map();
  register({ id, type, behaviour, environment }) {
    const text = type === 'bpmn:SequenceFlow' ? behaviour.conditionExpression?.body : behaviour.script;
    const [, name, value] = text?.match(/^(\w+) = (".*")$/s) ?? [];
    if (name === undefined) return;
    const wanted = JSON.parse(value);
    const script = {
      execute: (scope, callback) => callback(null, environment.variables[name](scope.id) === wanted),
    };
    this.known.set(id, script);
    return script;
  }
  getScript(_language, { id }) {
    return this.known.get(id);
  }
}

// The flows of a shortest way.
const way = (start, end) => {
  const ways = [[start, []]];
  const seen = new Set([start]);
  for (const [at, flows] of ways) {
    if (at === end) return flows;
    for (const flow of at.outgoing ?? []) {
      if (seen.has(flow.targetRef)) continue;
      seen.add(flow.targetRef);
      ways.push([flow.targetRef, [...flows, flow]]);
    }
  }
};

const run = async (name, source, start, flows) => {
  const chosen = new Map();
  for (const { sourceRef, conditionExpression } of flows) {
    if (conditionExpression) chosen.set(sourceRef.id, JSON.parse(conditionExpression.body.replace(/^next = /, '')));
  }
  const began = start.eventDefinitions?.[0]?.condition.body.replace(/^start = /, '');
  const sourceOf = new Map(flows.map((flow) => [flow.id, flow.sourceRef.id]));
  const variables = {
    // What is decided at the gateway that a flow leaves.
    next: (flow) => chosen.get(sources.get(flow) ?? sourceOf.get(flow)),
    start: () => began && JSON.parse(began),
  };
  const engine = new Engine({ name, source, variables, scripts: new Conditions() });
  const passed = [];
  const { EventEmitter } = await import('node:events');
  const listener = new EventEmitter();
  listener.on('activity.end', ({ id }) => passed.push(id));
  // The other starts wait for a condition that does not come true.
  listener.on('activity.wait', (activity) => activity.discard());
  await engine.execute({ listener });
  return { passed, state: engine.state };
};

let sources = new Map();
let runs = { won: 0, lost: 0 };
const all = pictures(process.argv[2]).filter(({ name }) => !name.startsWith('machine_'));
for (const { name, read, expected } of all) {
  const source = read('bpmn');
  const { rootElement } = await new BpmnModdle().fromXML(source);
  const elements = rootElement.rootElements.find((root) => root.$type === 'bpmn:Process').flowElements;
  sources = new Map(
    elements.filter((e) => e.$type === 'bpmn:SequenceFlow').map((flow) => [flow.id, flow.sourceRef.id]),
  );
  const of = (type) => elements.filter((element) => element.$type === type);
  const reached = new Set();
  for (const start of of('bpmn:StartEvent')) {
    for (const end of of('bpmn:EndEvent')) {
      const flows = way(start, end);
      if (!flows) continue;
      const what = `${name}.bpmn from ${start.id} to ${end.id}`;
      try {
        const { passed, state } = await run(name, source, start, flows);
        same(state, 'idle', `${what}: state`);
        same(passed, [start, ...flows.map((flow) => flow.targetRef)].map((e) => e.id), `${what}: passed`);
        reached.add(end.id);
        runs[end.id.startsWith('end_lost') ? 'lost' : 'won'] += 1;
      } catch (error) {
        check(false, `${what}: ${error.message}`);
      }
    }
  }
  same(reached.size, of('bpmn:EndEvent').length, `${name}.bpmn: ends reached`);
  check(expected.won > 0 && reached.size >= expected.won, `${name}.bpmn: never won`);
}
done(`bpmn-engine: ${all.length} processes executed, ${runs.won} times to Won, ${runs.lost} times to Lost`);
