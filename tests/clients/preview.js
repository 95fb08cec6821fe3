// Ten minutes of a consultant's work with `sales-process preview`, in a real
// browser: node preview.js PROGRAM CHROMIUM OUT_DIR
import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { chromium } from "playwright-core";

const [program, executablePath, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const file = `${out}/process.json`;
const profile = `${out}/profile.json`;

/** Proposes a process whose moves out of each stage share equally. */
const propose = () => {
  writeFileSync(profile, '{"market": "b2b"}');
  const process = JSON.parse(execFileSync(program, ["propose", profile]));
  for (const pipeline of process.pipelines) {
    for (const move of pipeline.moves) {
      move.probability = 1 / pipeline.moves.filter((it) => it.from === move.from).length;
    }
  }
  process.lint = { severity: { "bottleneck-stage": "off" } };
  return process;
};
const write = (process) => writeFileSync(file, JSON.stringify(process, null, 2) + "\n");

const started = [];
const start = (...options) =>
  new Promise((resolve, reject) => {
    const shown = options.some((it) => it.endsWith(".sketch")) ? [] : [file];
    const child = spawn(program, ["preview", ...shown, ...options]);
    started.push(child);
    child.stdout.once("data", (text) => resolve({ child, address: text.toString().trim() }));
    child.once("exit", (code) => reject(new Error(`ended with ${code}`)));
  });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const errors = [];
const open = async (address, width = 1400, height = 1000, colorScheme = "light") => {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (it) => it.type() === "error" && errors.push(`${it.text()} ${it.location().url}`));
  await page.goto(address);
  await page.waitForSelector("#pictures img");
  return page;
};
const type = async (page, change) => {
  const process = JSON.parse(await page.inputValue("#text"));
  change(process);
  await page.fill("#text", JSON.stringify(process, null, 2) + "\n");
};
const text = (page, id) => page.textContent(id);

try {
  write(propose());
  const { child, address } = await start("--write");
  const page = await open(address);
  assert.equal(await text(page, "#name"), "Consultative B2B sales of a product");
  assert.match(await text(page, "#found"), /Nothing found/);
  assert.ok(await page.$eval("#pictures img", (img) => img.complete && img.naturalWidth > 0));
  await page.screenshot({ path: `${out}/wide.png` });

  // A bad move: the problem at its line.
  await type(page, (it) => it.pipelines[0].moves.push({ from: "request", to: "nowhere" }));
  await page.waitForSelector("#problems li");
  assert.match(await text(page, "#problems"), /nowhere/);
  await page.click("#problems button");
  const chosen = await page.$eval("#text", (it) => it.value.slice(it.selectionStart, it.selectionEnd));
  assert.match(chosen, /nowhere/);

  // A stage nobody leaves: a finding with a fix that is applied.
  await type(page, (it) => {
    const main = it.pipelines[0];
    main.moves = main.moves.filter((move) => move.to !== "nowhere");
    it.lost_reasons = [];
  });
  await page.waitForSelector("#found li.warning button:text('Apply')");
  await page.screenshot({ path: `${out}/finding.png` });
  await page.click("#found li.warning button:text('Apply')");
  await page.waitForFunction(() => document.querySelector("#found").textContent.includes("Nothing found"));
  assert.ok(JSON.parse(await page.inputValue("#text")).lost_reasons.length > 0);

  // A slider: the chance changes as the program says.
  await page.click("#tab-what_if");
  await page.waitForSelector("#outcome td");
  const before = await text(page, "#outcome");
  const slider = page.locator("#whatif fieldset", { hasText: "Qualification" }).locator("input[type=range]").nth(1);
  await slider.fill("0.9");
  await page.waitForFunction((old) => document.querySelector("#outcome").textContent !== old, before);
  const asked = await page.evaluate(async () => {
    const changes = [{ kind: "share", from: "qualification", to: "discovery", value: 0.9 }];
    const reply = await fetch("what-if", { method: "POST", body: JSON.stringify({ pipeline: 0, changes }) });
    return reply.json();
  });
  assert.ok(asked.after.win_probability > asked.before.win_probability);
  assert.ok((await text(page, "#outcome")).includes(asked.after.chance), "the page shows what the program computed");
  await page.screenshot({ path: `${out}/what-if.png` });
  // A stage dropped: one fewer, and both assumptions are named.
  await page.locator("#whatif fieldset", { hasText: "Needs discovery" }).first().getByText("Drop the stage").click();
  await page.waitForFunction(() => document.querySelector("#outcome").textContent.includes("fare like the others"));
  assert.match(await text(page, "#outcome"), /Stages76/);
  await page.click("#whatif button:text('Start again')");
  await page.waitForFunction(() => !document.querySelector("#outcome").textContent.includes("fare like"));
  await slider.fill("0.9");
  await page.waitForFunction((chance) => document.querySelector("#outcome").textContent.includes(chance), asked.after.chance);
  await page.click("#whatif button:text('Take over into the text')");
  await page.waitForFunction(() => document.querySelector("#status").textContent.includes("not saved"));

  // The playbook and the difference to the file.
  await page.click("#tab-playbook");
  await page.frameLocator("iframe").locator("h1").waitFor();
  await page.click("#tab-diff");
  assert.match(await text(page, "#diff"), /chance|share|probability/i);

  // Saved, and the file has it.
  await page.click("#save");
  await page.waitForFunction(() => document.querySelector("#status").textContent.startsWith("saved"));
  assert.equal(readFileSync(file, "utf8"), await page.inputValue("#text"));

  // Changed in another editor: the page follows.
  const renamed = JSON.parse(readFileSync(file, "utf8"));
  renamed.name = "Renamed outside";
  const at = Date.now();
  write(renamed);
  await page.waitForFunction(() => document.querySelector("#name").textContent === "Renamed outside");
  const took = Date.now() - at;
  assert.ok(took < 1000, `${took} ms from the file to the page`);

  // Both changed: said, nothing lost.
  await type(page, (it) => (it.name = "Mine"));
  await page.waitForFunction(() => document.querySelector("#name").textContent === "Mine");
  renamed.name = "Theirs";
  write(renamed);
  await page.waitForFunction(() => document.querySelector("#status").textContent.includes("changed outside"));
  await page.click("#save");
  await page.waitForFunction(() => document.querySelector("#status").textContent.includes("Overwrite"));
  assert.equal(JSON.parse(readFileSync(file, "utf8")).name, "Theirs");
  await page.click("#overwrite");
  await page.waitForFunction(() => document.querySelector("#status").textContent.startsWith("saved"));
  assert.equal(JSON.parse(readFileSync(file, "utf8")).name, "Mine");

  // By keyboard alone: tabs, and saving.
  await page.focus("#tab-diff");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getAttribute("#tab-picture", "aria-selected"), "true");
  await type(page, (it) => (it.name = "By keyboard"));
  await page.waitForFunction(() => !document.querySelector("#save").disabled);
  await page.keyboard.press("Control+s");
  await page.waitForFunction(() => document.querySelector("#status").textContent.startsWith("saved"));

  // A hostile name is a text, and one typed by the user is not lost.
  await type(page, (it) => (it.name = "<img src=x onerror=\"document.title='broken'\">"));
  await page.waitForFunction(() => document.querySelector("#name").textContent.startsWith("<img"));
  assert.equal(await page.$("#name img"), null);

  // Nobody else gets in.
  const status = async (headers, path = new URL(address).pathname) =>
    (await fetch(new URL(path, address), { headers })).status;
  assert.equal(await status({ Origin: "http://elsewhere.example" }), 403);
  assert.equal(await status({}, "/00000000000000000000000000000000/"), 404);
  const { port } = new URL(address);
  const raw = await new Promise((resolve) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(`GET ${new URL(address).pathname} HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n`));
    socket.on("data", (data) => resolve(data.toString()));
  });
  assert.match(raw, /^HTTP\/1\.1 403/);

  // A port that is taken is said; ended, it is free again at once.
  const taken = spawn(program, ["preview", file, "--port", port]);
  started.push(taken);
  const message = await new Promise((resolve) => taken.stderr.once("data", (it) => resolve(it.toString())));
  assert.match(message, /is taken/);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  await ended;
  await page.waitForFunction(() => document.querySelector("#status").textContent.includes("has ended"));
  await page.close();
  write(propose());
  const again = await start("--port", port);

  // A sketch is text as well.
  writeFileSync(`${out}/idea.sketch`, "# An idea\nstart -> talk [needs_discovery] 5d -> offer [proposal] -> won\ntalk -> lost 40%\n");
  const idea = await start(`${out}/idea.sketch`);
  const sketched = await open(idea.address);
  assert.equal(await sketched.textContent("#name"), "An idea");
  await sketched.fill("#text", "start -> talk ->\n");
  await sketched.waitForSelector("#problems li button");

  // Read only, other languages, a phone, the dark.
  const narrow = await open(again.address, 390, 844, "dark");
  assert.ok(await narrow.$eval("#save", (it) => it.disabled));
  const wider = await narrow.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.ok(!wider, "nothing stands out of a phone");
  await narrow.screenshot({ path: `${out}/phone.png`, fullPage: true });
  for (const [language, word] of [["ru", "Замечания"], ["ro", "Constatări"]]) {
    const other = await start("--language", language);
    const told = await open(other.address);
    assert.match(await told.textContent("main"), new RegExp(word));
    assert.equal(await told.getAttribute("html", "lang"), language);
    await told.screenshot({ path: `${out}/${language}.png` });
  }
  // A page whose program has ended waits for it; nothing else is an error.
  const unexpected = errors.filter((it) => !/ERR_CONNECTION|ERR_EMPTY|Failed to fetch/.test(it));
  assert.deepEqual(unexpected, []);
  console.log(`preview: fine (${took} ms from the file to the page)`);
} finally {
  await browser.close();
  started.forEach((child) => child.kill());
}
