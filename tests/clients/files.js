// The drawings to read, each with what must be found in it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const pictures = (dir) =>
  readdirSync(dir)
    .filter((file) => file.endsWith('.expected.json'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.expected.json'.length);
      const read = (ending) => readFileSync(join(dir, `${name}.${ending}`), 'utf8');
      return { name, read, expected: JSON.parse(read('expected.json')) };
    });

// A name as it is shown: in one line, with a sign for what cannot be seen or turns the direction of writing.
export const shown = (text) =>
  text
    // What Rust calls white space; of JavaScript's, a byte order mark is none.
    .split(/[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/)
    .filter((word) => word !== '')
    .join(' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '\ufffd');

let wrong = 0;
export const check = (holds, what) => {
  if (!holds) {
    console.error(what);
    wrong += 1;
  }
};

export const same = (found, wanted, what) =>
  check(
    JSON.stringify(found) === JSON.stringify(wanted),
    `${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`,
  );

export const done = (what) => {
  if (wrong > 0) process.exit(1);
  console.log(what);
};
