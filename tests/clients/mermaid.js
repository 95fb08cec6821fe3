// What the parser of Mermaid itself has read: as many nodes, edges and groups
// as were drawn, and every name as a text.
import { JSDOM } from 'jsdom';
import { check, done, pictures, same, shown } from './files.js';

const { window } = new JSDOM('<!doctype html><body></body>');
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');
mermaid.initialize({ startOnLoad: false });

// A text of the parser: characters by number are marked in it.
const decoded = (text) =>
  text
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
const squeezed = (text) => text.replace(/\s/g, '');
const shows = (texts, name) => texts.some((text) => squeezed(decoded(text)).includes(squeezed(shown(name))));

const all = pictures(process.argv[2]);
for (const { name, read, expected } of all) {
  try {
    const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(read('mmd'));
    same(type, 'flowchart-v2', `${name}.mmd: type`);
    const vertices = [...db.getVertices().values()];
    same(vertices.length, expected.nodes.length, `${name}.mmd: nodes`);
    const number = (id) => Number(id.slice(1));
    const edges = db.getEdges().map((edge) => [number(edge.start), number(edge.end)]);
    same(edges, expected.edges, `${name}.mmd: edges`);
    const groups = db.getSubGraphs().map((group) => group.title);
    same(groups.length, expected.bands.length, `${name}.mmd: subgraphs`);
    expected.nodes.forEach(({ label }, n) => {
      const texts = vertices.filter((vertex) => vertex.id === `s${n}`).map((vertex) => vertex.text);
      check(shows(texts, label), `${name}.mmd: \`${label}\` is not shown`);
    });
    for (const text of [...expected.bands, ...expected.results]) {
      check(shows(groups, text), `${name}.mmd: \`${text}\` is not shown`);
    }
  } catch (error) {
    check(false, `${name}.mmd: ${error.message}`);
  }
  try {
    const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(read('states.mmd'));
    same(type, 'stateDiagram', `${name}.states.mmd: type`);
    const states = [...db.getStates().values()];
    const named = states.filter((state) => /^s\d+$/.test(state.id));
    same(named.length, expected.nodes.length - expected.starts, `${name}.states.mmd: states`);
    const edges = db.getRelations().filter((edge) => edge.id2 !== 'root_end');
    same(edges.length, expected.edges.length, `${name}.states.mmd: edges`);
    expected.nodes.forEach(({ label, kind }, n) => {
      const texts = named.filter((state) => state.id === `s${n}`).flatMap((state) => state.descriptions);
      check(kind === 'start' || shows(texts, label), `${name}.states.mmd: \`${label}\` is not shown`);
    });
  } catch (error) {
    check(false, `${name}.states.mmd: ${error.message}`);
  }
}
done(`mermaid: ${all.length} flowcharts and state diagrams with all their nodes, edges, groups and names`);
