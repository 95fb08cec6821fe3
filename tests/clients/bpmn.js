// BPMN as bpmn-moddle reads and writes it, and what bpmnlint says of it.
import { BpmnModdle } from 'bpmn-moddle';
import { Linter } from 'bpmnlint';
import NodeResolver from 'bpmnlint/lib/resolver/node-resolver.js';
import { check, done, pictures, same, shown } from './files.js';

const moddle = new BpmnModdle();
// One for each file: its rules remember what they have seen.
const linter = () =>
  new Linter({ config: { extends: 'bpmnlint:recommended' }, resolver: new NodeResolver() });
const isTask = (element) => /^bpmn:\w*Task$/.test(element.$type);

const all = pictures(process.argv[2]);
for (const { name, read, expected } of all) {
  const file = `${name}.bpmn`;
  try {
    const first = await moddle.fromXML(read('bpmn'));
    check(first.warnings.length === 0, `${file}: ${first.warnings.map((w) => w.message)}`);
    const { xml } = await moddle.toXML(first.rootElement, { format: true });
    const second = await moddle.fromXML(xml);
    check(second.warnings.length === 0, `${file}, written again: ${second.warnings.map((w) => w.message)}`);
    const again = await moddle.toXML(second.rootElement, { format: true });
    check(xml === again.xml, `${file}: changes when it is written again`);

    const processes = first.rootElement.rootElements.filter((root) => root.$type === 'bpmn:Process');
    const elements = processes.flatMap((process) => process.flowElements ?? []);
    const tasks = elements.filter(isTask);
    same(tasks.length, expected.stages, `${file}: tasks`);
    const starts = elements.filter((element) => element.$type === 'bpmn:StartEvent');
    same(starts.length, expected.starts, `${file}: start events`);
    const names = tasks.map((task) => shown(task.name ?? ''));
    for (const { label, kind } of expected.nodes.filter(({ kind }) => kind === 'stage' || kind === 'state')) {
      check(names.includes(shown(label)), `${file}: \`${label}\` is no ${kind}`);
    }

    // Every element that is seen has its place.
    const drawn = first.rootElement.diagrams.flatMap((diagram) => diagram.plane.planeElement);
    const placed = new Set(drawn.map((shape) => shape.bpmnElement?.id));
    for (const element of elements) check(placed.has(element.id), `${file}: ${element.id} has no place`);

    // Machines of states can be looked at as BPMN, but are no processes: a deal
    // that is lost can be opened again, so that it never comes to an end.
    if (name.startsWith('machine_')) continue;
    const reports = await linter().lint(first.rootElement);
    for (const [rule, found] of Object.entries(reports)) {
      for (const { id, message, category } of found) {
        check(false, `${file}: bpmnlint ${category} ${rule} at ${id}: ${message}`);
      }
    }
  } catch (error) {
    check(false, `${file}: ${error.stack}`);
  }
}
done(`bpmn-moddle, bpmnlint: ${all.length} processes read, written and read again; nothing to remark`);
