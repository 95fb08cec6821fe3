// What Graphviz has read, as it tells it itself: as many nodes, edges and
// clusters as were drawn, and every name as a text.
import { readFileSync } from 'node:fs';
import { check, done, pictures, same, shown } from './files.js';

const entities = { lt: '<', gt: '>', amp: '&', quot: '"' };
const dir = process.argv[2];
const all = pictures(dir);
for (const { name, read, expected } of all) {
  const graph = JSON.parse(read('dot.json'));
  const objects = graph.objects ?? [];
  const nodes = objects.filter((object) => !object.name.startsWith('cluster'));
  const clusters = objects.filter((object) => object.name.startsWith('cluster'));
  same(nodes.length, expected.nodes.length, `${name}.dot: nodes`);
  same(clusters.length, expected.bands.length, `${name}.dot: clusters`);
  const number = (gvid) => Number(objects.find((object) => object._gvid === gvid).name.slice(1));
  const edges = (graph.edges ?? []).map((edge) => [number(edge.tail), number(edge.head)]);
  same(edges.sort(), expected.edges.sort(), `${name}.dot: edges`);
  // Texts as they are put on paper: every line of every text of the SVG.
  const lines = [...read('dot.svg').matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, line]) => line);
  const told = lines
    .join('')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&(\w+);/g, (_, entity) => entities[entity]);
  const squeezed = (text) => text.replace(/[ \u00a0]/g, '');
  for (const text of [expected.title, ...expected.bands, ...expected.nodes.map((n) => n.label)]) {
    check(squeezed(told).includes(squeezed(shown(text))), `${name}.dot: \`${text}\` is not shown`);
  }
}
done(`dot: ${all.length} graphs with all their nodes, edges, clusters and names`);
