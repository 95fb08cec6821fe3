"use strict";
// Everything shown is computed by the program behind the page; names come as
// texts and are set as texts.
const $ = (id) => document.getElementById(id);
const make = (tag, text, props = {}) => Object.assign(document.createElement(tag), text === undefined ? props : { textContent: text, ...props });
const api = async (name, body) => {
  const asked = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const reply = await fetch(name, asked);
  if (!reply.ok) throw new Error(reply.status);
  return reply.json();
};
const phone = matchMedia("(max-width: 52rem)");
let words = {}, state = { revision: 0 }, shown = "", timer, asked = 0;

const tabs = [["picture", "pictures"], ["what_if", "whatif"], ["playbook", "book"], ["diff", "diff"]];
const choose = (word) => {
  for (const [name, panel] of tabs) {
    const tab = $("tab-" + name), on = name === word;
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
    $(panel).hidden = !on;
  }
  if (word === "playbook") {
    const link = make("a", words.download, { href: "playbook.html?" + state.revision, download: "playbook.html" });
    $("book").replaceChildren(link, make("iframe", undefined, { src: link.href, title: words.playbook, sandbox: "" }));
  }
  if (word === "what_if") whatIf();
};

const figure = (value) => value ?? words.not_stated;
const rows = (before, after, extra = []) => {
  const table = make("table");
  const line = (cells, tag) => table.append(cells.reduce((row, cell) => (row.append(make(tag, cell)), row), make("tr")));
  if (after) line(["", words.before, words.after], "th");
  for (const [word, key] of [["chance", "chance"], ["days", "days"], ["stages", "stages"], ...extra]) {
    const cells = [words[word], figure(before[key])];
    line(after ? [...cells, figure(after[key])] : cells, "td");
  }
  const from = (sources) => sources.map((it) => words[it.source] + (sources.length > 1 || it.source === "assumed" ? `: ${it.stages.slice(0, 5).join(", ")}${it.stages.length > 5 ? " …" : ""}` : "")).join("; ");
  if (!after && before.sources?.length) line([words.shares_from, from(before.sources)], "td");
  return table;
};

const goTo = (line) => {
  const lines = $("text").value.split("\n"), from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  $("text").focus();
  $("text").setSelectionRange(from, from + lines[line - 1].length);
  $("text").scrollTop = Math.max(0, (line - 4) * $("text").scrollHeight / lines.length);
};
const lineButton = (line) => line ? [make("button", `${words.line} ${line}`, { type: "button", onclick: () => goTo(line) })] : [];

const finding = (it) => {
  const item = make("li", undefined, { className: it.severity });
  const head = make("p");
  head.append(make("strong", `${words[it.severity]}: `), it.message + " ", ...lineButton(it.line));
  item.append(head);
  if (it.help) item.append(make("p", it.help, { className: "soft" }));
  if (it.fix) {
    const row = make("p");
    row.append(make("button", words.fix, { type: "button", onclick: () => api("fix", { finding: it.nth }).then((next) => show(next, true)), title: it.fix.title ?? it.help ?? "" }), " ", it.fix.title ?? "");
    item.append(row);
    const effect = it.fix.effect;
    if (effect?.before && effect.after) {
      const more = make("details");
      more.append(make("summary", words.effect), rows({ ...effect.before, count: effect.findings[0] }, { ...effect.after, count: effect.findings[1] }, [["count", "count"]]));
      item.append(more);
    }
  }
  return item;
};

// A picture that would be too small to read across goes down, and is scrolled.
// What is drawn already stays.
function draw() {
  const part = $("pictures"), room = (part.clientWidth || part.parentNode.clientWidth) / 0.6;
  const pictures = state.pipelines.map((it, nth) => {
    const down = phone.matches || it.stages.length * 222 > room;
    const src = `picture.svg?${nth}-${state.drawn}${down ? "-down" : ""}`, alt = `${words.picture}: ${it.name}`;
    const there = [...part.children].find((img) => img.getAttribute("src") === src);
    return Object.assign(there ?? make("img", undefined, { src }), { alt, className: down ? "down" : "" });
  });
  if (pictures.length !== part.children.length || pictures.some((img, nth) => img !== part.children[nth])) part.replaceChildren(...pictures);
}

function show(next, replace) {
  if (next.text === undefined) return;
  const edited = $("text").value !== shown;
  state = next;
  // The pictures first: they are on their way while the rest is laid out.
  draw();
  if (replace || (!edited && $("text").value !== next.text)) $("text").value = next.text;
  shown = next.text;
  $("name").textContent = next.name ?? next.file;
  document.title = (next.unsaved ? "• " : "") + (next.name ?? next.file);
  $("file").textContent = next.file;
  $("status").textContent = [next.unsaved ? words.unsaved : words.saved, next.conflict ? words.conflict : "", next.writes ? "" : words.read_only].filter(Boolean).join(" · ");
  $("save").disabled = !next.writes || !next.unsaved;
  $("overwrite").hidden = !(next.conflict && next.writes);
  $("reload").hidden = !next.conflict;
  $("problems").replaceChildren(...next.problems.map((it) => {
    const item = make("li", it.message + " ");
    item.append(...lineButton(it.line));
    return item;
  }));
  $("figures").replaceChildren(...next.pipelines.flatMap((it) => [make("h3", it.name), rows(it.figures)]));
  $("found").replaceChildren(...(next.findings.length ? next.findings.map(finding) : [make("li", words.none)]));
  $("diff").textContent = next.diff || words.no_diff;
  const open = document.querySelector('[role="tab"][aria-selected="true"]');
  if (open?.id === "tab-playbook") choose("playbook");
  document.body.dataset.revision = next.revision;
}

function whatIf() {
  const panel = $("whatif"), changes = new Map(), sliders = new Map();
  // The last one counts last, whatever was pulled before it.
  const set = (key, change) => { changes.delete(key); changes.set(key, change); ask(); };
  panel.replaceChildren();
  const leads = make("input", undefined, { type: "number", min: 0, value: 0, id: "leads" });
  const lost = make("select", undefined, { id: "lost" });
  for (const word of ["lost_later", "lost_go_on"]) lost.append(make("option", words[word], { value: word }));
  const out = make("div", undefined, { id: "outcome", ariaLive: "polite" });
  let which = 0;
  const asking = () => ({ pipeline: which, leads: Number(leads.value), lost: lost.value, changes: [...changes.values()] });
  const ask = async () => {
    const mine = ++asked;
    const answer = await api("what-if", asking());
    if (mine !== asked || !answer) return;
    if (answer.message) { out.textContent = answer.message; return; }
    const { before, after } = answer;
    const table = rows(before, after, leads.value > 0 ? [["wins", "wins"], ["open", "open"]] : []);
    for (const work of after.work) {
      const told = (it) => (it ? `${it.hours}${it.utilisation ? ` (${it.utilisation})` : ""}` : "–");
      const row = make("tr");
      row.append(make("td", `${work.name}: ${words.hours}`), make("td", told(before.work.find((it) => it.role === work.role))), make("td", told(work)));
      table.append(row);
    }
    out.replaceChildren(table);
    labelled.hidden = !answer.assumption;
    for (const { from, to, share } of answer.shares ?? []) {
      const known = sliders.get(JSON.stringify([which, from, to]));
      if (known && share !== null && known.input !== document.activeElement) known.set(share);
    }
  };
  const field = (name, input) => {
    const label = make("label");
    label.append(make("span", name), input);
    return label;
  };
  const slider = (name, value, max, step, change, key) => {
    const input = make("input", undefined, { type: "range", min: 0, max, step, value: value ?? 0 });
    const number = make("output", value === null ? "–" : Math.round(value * 100) / 100);
    input.oninput = () => { number.textContent = input.value; set(key, change(Number(input.value))); };
    sliders.set(key, { input, set: (value) => { input.value = value; number.textContent = Math.round(value * 100) / 100; } });
    const label = field(name, input);
    label.append(number);
    return label;
  };
  leads.oninput = lost.onchange = ask;
  const labelled = field(words.lost, lost);
  const adopt = async () => {
    const answer = await api("adopt", asking());
    if (answer?.message) out.textContent = answer.message;
    else if (answer) { show(answer, true); whatIf(); }
  };
  panel.append(field(words.leads, leads), labelled, out);
  panel.append(make("button", words.adopt, { type: "button", onclick: adopt }), " ", make("button", words.reset, { type: "button", onclick: whatIf }));
  state.pipelines.forEach((pipeline, nth) => {
    const on = (change) => { if (which !== nth) { changes.clear(); which = nth; } return change; };
    panel.append(make("h3", pipeline.name));
    for (const role of pipeline.roles) {
      const input = make("input", undefined, { type: "number", min: 1, max: 10000, value: role.people ?? "" });
      input.oninput = () => { if (input.value > 0) set(`p${role.id}`, on(`people:${role.id}=${Math.round(input.value)}`)); };
      panel.append(field(`${words.people}: ${role.name}`, input));
    }
    pipeline.stages.forEach((stage, place) => {
      const part = make("fieldset");
      part.append(make("legend", stage.name));
      part.append(slider(words.stage_days, stage.days, Math.max(30, 3 * (stage.days ?? 0)), 1, (value) => on(`days:${stage.id}=${value}`), `d${nth}-${place}`));
      if (stage.exits.length > 1) for (const exit of stage.exits) {
        part.append(slider(`${words.share} → ${exit.name}`, exit.share, 1, 0.01, (value) => on(`share:${stage.id}->${exit.to}=${value}`), JSON.stringify([nth, stage.id, exit.to])));
      }
      const next = pipeline.stages[place + 1];
      const button = (word, change, key) => part.append(make("button", word, { type: "button", onclick: () => set(key + `${nth}-${place}`, on(change)) }), " ");
      if (next) button(words.merge, `merge:${stage.id}+${next.id}`, "m");
      button(words.drop, `drop:${stage.id}`, "x");
      panel.append(part);
    });
  });
  ask();
}

async function save(overwrite) {
  const answer = await api("save", { overwrite });
  if (answer.refused) {
    $("status").textContent = words[answer.refused];
    if (answer.refused === "changed_outside") { $("overwrite").hidden = false; $("reload").hidden = false; }
  } else show(answer, false);
}

async function follow() {
  for (;;) {
    try {
      const next = await api(`wait?${state.revision}`);
      if (next.revision > state.revision) show(next, false);
    } catch {
      $("status").textContent = words.gone;
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

addEventListener("DOMContentLoaded", async () => {
  words = await api("words");
  for (const it of document.querySelectorAll("[data-word]")) it.textContent = words[it.dataset.word];
  for (const [word, panel] of tabs) {
    const tab = make("button", words[word], { type: "button", id: "tab-" + word, onclick: () => choose(word) });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel);
    $(panel).setAttribute("aria-labelledby", tab.id);
    $("tabs").append(tab);
  }
  $("tabs").onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: tabs.length - 1 }[event.key];
    const at = tabs.findIndex(([word]) => $("tab-" + word).getAttribute("aria-selected") === "true");
    if (step) { const [word] = tabs[(at + step) % tabs.length]; choose(word); $("tab-" + word).focus(); }
  };
  $("text").oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const text = $("text").value, next = await api("text", { text });
      if ($("text").value === text) show(next, false);
    }, 60);
  };
  $("save").onclick = () => save(false);
  $("overwrite").onclick = () => save(true);
  $("reload").onclick = async () => show(await api("reload", {}), true);
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); if (!$("save").disabled) save(false); }
  });
  // Paper is as narrow as a phone, and has the pictures that are there.
  new ResizeObserver(() => matchMedia("print").matches || !state.pipelines || draw()).observe($("view"));
  choose("picture");
  show(await api("state"), true);
  follow();
});
