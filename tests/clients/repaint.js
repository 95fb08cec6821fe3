// From a file saved in an editor to the page painted, picture included:
// `node repaint.js PROGRAM CHROMIUM`; `preview.sh repaint` runs it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [program, executablePath] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "repaint-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const count of [20, 1000]) {
    const ids = Array.from({ length: count }, (_, nth) => `s${nth}`);
    const pipeline = {
      id: "main",
      stages: ids.map((id, nth) => ({ id, name: `Stage ${nth}`, typical_days: 2, ...(nth ? {} : { start: true }) })),
      outcomes: [{ id: "won", kind: "won" }, { id: "lost", kind: "lost" }],
      moves: ids.flatMap((from, nth) => [{ from, to: ids[nth + 1] ?? "won", probability: 0.9 }, { from, to: "lost", probability: 0.1 }]),
    };
    const text = (name) => {
      pipeline.stages[1].name = `${name}, renamed`;
      return JSON.stringify({ format: "sales-process/1", id: "p", name, pipelines: [pipeline] }, null, 1);
    };
    const file = join(folder, `${count}.json`);
    writeFileSync(file, text("before"));
    const child = spawn(program, ["preview", file], { stdio: ["ignore", "pipe", "inherit"] });
    const address = await new Promise((done) => child.stdout.once("data", (data) => done(data.toString().trim())));
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    await page.goto(address);
    await page.waitForSelector("#pictures img");
    const took = [];
    for (let nth = 0; nth < 9; nth++) {
      await page.waitForTimeout(700);
      const old = await page.getAttribute("#pictures img", "src"), at = performance.now();
      writeFileSync(file, text(`save ${nth}`));
      await page.waitForFunction((old) => {
        const img = document.querySelector("#pictures img");
        return img.getAttribute("src") !== old && img.complete && img.naturalWidth > 0;
      }, old, { polling: "raf", timeout: 60000 });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      took.push(Math.round(performance.now() - at));
    }
    console.log(`${count} stages: ${took.sort((a, b) => a - b).join(" ")} ms`);
    await page.close();
    child.kill("SIGINT");
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
