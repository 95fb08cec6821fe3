// Writes the pages that a browser opens: `bpmn.html` shows with bpmn-js,
// `mermaid.html` with Mermaid, what is named after `#`. How it went stands in
// the element `result`.
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pictures } from '../files.js';

const here = dirname(fileURLToPath(import.meta.url));
const url = (...path) => pathToFileURL(resolve(here, ...path)).href;
const dir = process.argv[2];
const data = (value) => JSON.stringify(value).replace(/</g, '\\u003c').replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
const texts = (endings) =>
  Object.fromEntries(
    pictures(dir).flatMap(({ name, read, expected }) =>
      endings.map((ending) => [`${name}.${ending}`, { text: read(ending), names: expected.nodes.filter((n) => n.kind !== 'start').map((n) => n.label) }]),
    ),
  );
const page = (script, style, endings, show) => `<!doctype html><meta charset="utf-8">${style}
<body style="margin:0"><div id="canvas" style="width:100vw;height:96vh"></div><pre id="result">running</pre>
<script src="${script}"></script>
<script>
window.hacked = false; window.alert = () => { window.hacked = true; };
const files = ${data(texts(endings))};
const tell = (text) => { document.getElementById('result').textContent = window.hacked ? 'a script ran' : text; };
const { text, names } = files[decodeURIComponent(location.hash.slice(1))];
const squeezed = (t) => t.replace(/[\\s\\u0000-\\u001f\\u007f-\\u009f\\ufeff\\ufffd\\uffff]/g, '');
const missing = () => names.filter((name) => !squeezed(document.getElementById('canvas').textContent).includes(squeezed(name)));
(async () => { ${show} })().catch((error) => tell('failed: ' + error.message));
</script>`;

writeFileSync(
  join(dir, 'bpmn.html'),
  page(
    url('node_modules/bpmn-js/dist/bpmn-navigated-viewer.production.min.js'),
    `<link rel="stylesheet" href="${url('node_modules/bpmn-js/dist/assets/diagram-js.css')}">`,
    ['bpmn'],
    `const viewer = new BpmnJS({ container: '#canvas' });
     const { warnings } = await viewer.importXML(text);
     viewer.get('canvas').zoom('fit-viewport');
     const elements = viewer.get('elementRegistry').getAll();
     const gone = names.filter((name) => !elements.some((e) => squeezed(e.businessObject?.name ?? '').includes(squeezed(name))));
     tell(warnings.length || gone.length ? 'failed: ' + JSON.stringify([warnings.map((w) => w.message), gone]) : 'imported ' + elements.length + ' elements');`,
  ),
);
writeFileSync(
  join(dir, 'mermaid.html'),
  page(
    url('../node_modules/mermaid/dist/mermaid.min.js'),
    '',
    ['mmd', 'states.mmd'],
    `mermaid.initialize({ startOnLoad: false, theme: matchMedia('(prefers-color-scheme:dark)').matches ? 'dark' : 'default' });
     const { svg } = await mermaid.render('drawn', text);
     document.getElementById('canvas').innerHTML = svg;
     const gone = missing();
     tell(gone.length ? 'failed: not shown: ' + JSON.stringify(gone) : 'shown');`,
  ),
);
for (const name of Object.keys(texts(['bpmn']))) console.log('bpmn', name);
for (const name of Object.keys(texts(['mmd', 'states.mmd']))) console.log('mermaid', name);
