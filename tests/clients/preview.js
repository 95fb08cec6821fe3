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
/** The part of the what-if panel about a stage. */
const stage = (page, name) => page.locator("#whatif fieldset", { has: page.locator("legend", { hasText: new RegExp(`^${name}$`) }) }).first();

try {
  write(propose());
  const { child, address } = await start("--write");
  const page = await open(address);
  assert.equal(await text(page, "#name"), "Consultative B2B sales of a product");
  assert.match(await text(page, "#found"), /Nothing found/);
  await page.waitForFunction(() => {
    const img = document.querySelector("#pictures img");
    return img.complete && img.naturalWidth > 0;
  });
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
  const slider = stage(page, "Qualification").locator("input[type=range]").nth(1);
  await slider.fill("0.9");
  await page.waitForFunction((old) => document.querySelector("#outcome").textContent !== old, before);
  const ask = (changes, more = {}) => page.evaluate(async (body) => {
    const reply = await fetch("what-if", { method: "POST", body: JSON.stringify(body) });
    return reply.json();
  }, { pipeline: 0, changes, ...more });
  const asked = await ask(["share:qualification->discovery=0.9"]);
  assert.ok(asked.after.win_probability > asked.before.win_probability);
  assert.ok((await text(page, "#outcome")).includes(asked.after.chance), "the page shows what the program computed");
  // The other ways out of the stage have moved along: together they are the whole.
  const shares = (await stage(page, "Qualification").locator("label output").allTextContents()).slice(1).map(Number);
  assert.ok(shares.length > 1 && Math.abs(shares.reduce((sum, it) => sum + it) - 1) < 0.011 * shares.length, `${shares}`);
  await page.screenshot({ path: `${out}/what-if.png` });
  // A stage dropped: one fewer, and both assumptions can be chosen.
  const outcome = (wanted) => page.waitForFunction((wanted) => document.querySelector("#outcome").textContent.includes(wanted), wanted);
  assert.ok(await page.$eval("#lost", (it) => it.closest("label").hidden));
  await stage(page, "Needs discovery").getByText("Drop the stage").click();
  await outcome("Stages76");
  const later = await text(page, "#outcome");
  await page.selectOption("#lost", "lost_go_on");
  await page.waitForFunction((old) => document.querySelector("#outcome").textContent !== old, later);
  const dropped = await ask(["share:qualification->discovery=0.9", "drop:discovery"], { lost: "lost_go_on" });
  await outcome(dropped.after.chance);
  assert.ok(dropped.after.win_probability > dropped.before.win_probability);
  // Leads and people: wins a year, deals open, hours of each.
  await page.click("#whatif button:text('Start again')");
  await page.fill("#leads", "40");
  await outcome("Wins a year");
  await outcome("Deals open at a time");
  await page.getByRole("spinbutton", { name: "People: Account executive" }).fill("2");
  await outcome("hours a week each");
  const work = await ask(["people:hunter=2"], { leads: 40 });
  await outcome(work.after.work[0].hours);
  // Merged with the next: one stage fewer, by the flows of the pipeline.
  await page.click("#whatif button:text('Start again')");
  await stage(page, "Proposal").getByText("Merge with the next").click();
  await outcome("Stages76");
  const merged = await ask([await page.evaluate(() => {
    const stages = state.pipelines[0].stages, at = stages.findIndex((it) => it.name === "Proposal");
    return `merge:${stages[at].id}+${stages[at + 1].id}`;
  })]);
  await outcome(merged.after.chance);
  assert.ok(Math.abs(merged.after.win_probability - merged.before.win_probability) < 1e-9);
  await page.click("#whatif button:text('Start again')");
  await outcome("Stages77");
  await slider.fill("0.9");
  await outcome(asked.after.chance);
  await page.click("#whatif button:text('Take over into the text')");
  await page.waitForFunction(() => document.querySelector("#status").textContent.includes("not saved"));

  // The playbook and the difference to the file.
  await page.click("#tab-playbook");
  await page.frameLocator("iframe").locator("h1").waitFor();
  const saving = page.waitForEvent("download");
  await page.click("#book a");
  await (await saving).saveAs(`${out}/playbook.html`);
  assert.match(readFileSync(`${out}/playbook.html`, "utf8"), /<h1/);
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

  // By keyboard alone: every control is reached, seen and worked.
  const tabTo = async (selector) => {
    for (let steps = 0; steps < 400; steps += 1) {
      await page.keyboard.press("Tab");
      const [there, outlined] = await page.evaluate((wanted) => {
        const at = document.activeElement;
        return [at.matches(wanted), getComputedStyle(at).outlineStyle !== "none"];
      }, selector);
      assert.ok(outlined, "what has the focus shows it");
      if (there) return;
    }
    assert.fail(`${selector} is not reached by keyboard`);
  };
  await page.focus("#text");
  await tabTo('[role="tab"]');
  while ((await page.getAttribute("#tab-what_if", "aria-selected")) !== "true") await page.keyboard.press("ArrowRight");
  await tabTo("#whatif input[type=range]");
  const old = await text(page, "#whatif output");
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await text(page, "#whatif output"), old);
  await tabTo("#whatif button");
  await page.focus("#tab-what_if");
  for (let tab = 0; tab < 3; tab += 1) await page.keyboard.press("ArrowRight");
  assert.equal(await page.getAttribute("#tab-picture", "aria-selected"), "true");
  await type(page, (it) => (it.name = "By keyboard"));
  await page.waitForFunction(() => !document.querySelector("#save").disabled);
  await page.keyboard.press("Control+s");
  await page.waitForFunction(() => document.querySelector("#status").textContent.startsWith("saved"));

  // What a screen reader is told: names, states, what has changed.
  for (const [role, options] of [
    ["textbox", { name: "The process as text" }],
    ["status", {}],
    ["tab", { name: "Picture", selected: true }],
    ["tab", { name: "What if", selected: false }],
    ["tabpanel", { name: "Picture" }],
    ["img", { name: /^Picture: / }],
    ["button", { name: "Save", exact: true, disabled: true }],
  ]) {
    assert.ok(await page.getByRole(role, options).first().isVisible(), `${role} ${JSON.stringify(options)}`);
  }
  await page.click("#tab-what_if");
  const unnamed = await page.$$eval("input, select, textarea, button, a", (all) => all
    .filter((it) => it.getClientRects().length && !(it.labels?.[0]?.textContent || it.ariaLabel || it.getAttribute("aria-labelledby") || it.textContent).trim())
    .map((it) => it.outerHTML));
  assert.deepEqual(unnamed, []);
  assert.equal(await page.getAttribute("#found", "aria-live"), "polite");
  assert.ok(await page.getByRole("slider", { name: /^Share → / }).first().isVisible());

  // Words stand out from what is behind them, in the light and in the dark.
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const weak = await page.$$eval("body *", (all) => {
      const light = (colour) => {
        const [r, g, b] = colour.match(/[\d.]+/g).map((it) => it / 255).map((it) => (it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (it) => {
        const colour = getComputedStyle(it).backgroundColor;
        return /, 0\)$/.test(colour) && it.parentElement ? behind(it.parentElement) : colour;
      };
      return all
        .filter((it) => it.getClientRects().length && !it.disabled && [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .map((it) => {
          const [a, b] = [light(getComputedStyle(it).color), light(behind(it))].sort((x, y) => y - x);
          return [(a + 0.05) / (b + 0.05), it.outerHTML.slice(0, 80)];
        })
        .filter(([contrast]) => contrast < 4.5);
    });
    assert.deepEqual(weak, [], colorScheme);
  }
  await page.emulateMedia({ colorScheme: "light" });

  // On paper: the picture and the findings, whatever is open on the screen.
  await page.emulateMedia({ media: "print" });
  for (const [id, isThere] of [["#pictures", true], ["#found", true], ["#figures", true], ["#edit", false], ["#whatif", false], ["#tabs", false], ["#actions", false]]) {
    assert.equal(await page.isVisible(id), isThere, `${id} on paper`);
  }
  // Paper is narrow: the pictures that are there stay, or it would have none.
  const pictures = await page.$$("#pictures img");
  await page.pdf({ path: `${out}/paper.pdf`, format: "A4" });
  for (const picture of pictures) assert.ok(await picture.evaluate((it) => it.isConnected && it.complete && it.naturalWidth > 0));
  await page.emulateMedia({ media: null });
  await page.click("#tab-picture");

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

  // Ten minutes of a consultant: from a profile to a saved process and a playbook,
  // without a reload by hand.
  writeFileSync(profile, '{"market": "b2b", "nature": "transactional", "offering": "service"}');
  const client = `${out}/client.json`;
  writeFileSync(client, execFileSync(program, ["propose", profile]));
  const clientAddress = await new Promise((resolve) => {
    const child = spawn(program, ["preview", client, "--write"]);
    started.push(child);
    child.stdout.once("data", (it) => resolve(it.toString().trim()));
  });
  const desk = await open(clientAddress);
  const loads = [];
  desk.on("framenavigated", (frame) => frame === desk.mainFrame() && loads.push(frame.url()));
  const settled = (wanted) => desk.waitForFunction(wanted);
  await type(desk, (it) => {
    it.name = "Office cleaning";
    it.pipelines[0].stages.find((stage) => stage.id === "qualification").name = "Is it our kind of building?";
  });
  await settled(() => document.querySelector("#name").textContent === "Office cleaning");
  await desk.click("#tab-what_if");
  await stage(desk, "Contract").getByText("Drop the stage").click();
  await settled(() => /Stages\d+/.test(document.querySelector("#outcome").textContent));
  await desk.click("#whatif button:text('Take over into the text')");
  await settled(() => !JSON.parse(document.querySelector("#text").value).pipelines[0].stages.some((it) => it.name === "Contract"));
  // Shares that nobody stated are said to be nobody's, at their stage.
  const stated = await desk.inputValue("#text");
  await type(desk, (it) => it.pipelines[0].moves.forEach((move) => move.from === "qualification" && delete move.probability));
  await settled(() => /assumed, stated by nobody: .*Is it our kind of building\?/.test(document.querySelector("#figures").textContent));
  await desk.fill("#text", stated);
  await type(desk, (it) => it.pipelines[0].stages.forEach((stage) => (stage.exit_criteria = [])));
  await desk.waitForSelector("#found li.warning");
  await type(desk, (it) => {
    for (const pipeline of it.pipelines) {
      for (const stage of pipeline.stages) {
        if (!stage.exit_criteria?.length) stage.exit_criteria = [{ id: "done", text: "the customer has said yes to the next step" }];
        const exits = pipeline.moves.filter((move) => move.from === stage.id);
        exits.forEach((move) => (move.probability = 1 / exits.length));
      }
    }
  });
  await settled(() => /%/.test(document.querySelector("#figures").textContent));
  assert.ok((await text(desk, "#figures")).includes("Shares fromthe moves"));
  await desk.fill("#leads", "60");
  await settled(() => document.querySelector("#outcome").textContent.includes("Wins a year"));
  await desk.getByRole("slider", { name: "Days in the stage" }).first().fill("5");
  await desk.getByRole("slider", { name: /^Share → / }).first().fill("0.8");
  await settled(() => document.querySelector("#outcome").textContent.includes("%"));
  await desk.click("#save");
  await settled(() => document.querySelector("#status").textContent.startsWith("saved"));
  execFileSync(program, ["playbook", client, `${out}/client`, "--force"]);
  assert.match(readFileSync(`${out}/client/playbook.html`, "utf8"), /Is it our kind of building/);
  assert.deepEqual(loads, [], "no reload");

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
