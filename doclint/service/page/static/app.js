// @ts-check
/** The page: what is typed is linted, and what comes back is shown. Nothing is kept. */
import { find } from "./dom.js";
import { Editor } from "./editor.js";
import { Files } from "./files.js";
import { Findings } from "./findings.js";
import { Offsets } from "./offsets.js";
import * as panels from "./panels.js";
import { Refused, ask } from "./server.js";
import { Visit } from "./visit.js";
import { LOOKS } from "./words.js";

/** @typedef {import("./types").Mark} Mark */
/** @typedef {import("./types").Seen} Seen */

/** Milliseconds that a lint may take to be asked for at every key; a slower one waits for a pause as long as itself. */
const BRISK = 80;
const LONGEST_PAUSE = 1000;
/** How often the same text is sent again, each time after twice as long, where the service is busy. */
const TRIES = 5;
/** Milliseconds of silence before a screen reader is told. */
const QUIET = 1500;
/** What the note is called: without a name it would be its text's, and findings would have another print at each key. */
const NAME = "note";
/** Names in the browser's own record of times. */
const KEY = "doclint-key";
const MARKED = "doclint-marked";
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

const editor = new Editor(find("text", HTMLTextAreaElement), find("mirror", HTMLElement), find("editor", HTMLElement));
panels.legend();
panels.verdict(null);
panels.checklist(null, () => {});
panels.minutes(null);
find("stays", HTMLElement).textContent = LOOPBACK.test(location.hostname)
  ? "The note stays on this machine."
  : `The note goes to the doclint server at ${location.host}, and nowhere else; the server keeps nothing.`;
if (matchMedia("(max-width: 40rem)").matches) find("visit-details", HTMLDetailsElement).open = false;

begin();

async function begin() {
  try {
    const answer = await ask("page/start", { method: "POST" });
    work(await answer.json());
  } catch (error) {
    problem(error instanceof Refused ? error.message : "The page could not be started.");
    setTimeout(begin, 3000);
  }
}

/** @param {import("./types").Start} start */
function work(start) {
  problem("");
  find("version", HTMLElement).textContent = `doclint ${start.version}.`;
  const labels = Object.fromEntries(start.codes.map(({ code, label }) => [code, label]));
  const findings = new Findings(editor, start.rules);
  /** How long the last lint took, in milliseconds. */
  let took = 0;
  /** @type {{ controller: AbortController, since: number } | null} */
  let running = null;
  let waiting = false;
  let tries = 0;
  /** When a busy service may be asked again. */
  let free = 0;
  let timer = 0;
  let typed = 0;
  let quiet = 0;
  let told = "";
  /** What the panels say. */
  let drawn = "";
  let saved = "";

  const visit = new Visit(start, changed);
  new Files(
    start.upload,
    () => ({ profile: visit.profile.value, discipline: visit.discipline.value, evidence: find("evidence", HTMLSelectElement).value }),
    (note) => {
      visit.take(note);
      editor.fill(note.text);
      changed();
    },
    problem,
  );
  editor.field.addEventListener("input", changed);
  find("example", HTMLButtonElement).addEventListener("click", () => {
    visit.take({ text: "", discipline: "PT", date_of_service: "2026-03-06", claim: [{ code: "97530", units: 2, modifiers: ["GP"] }] });
    editor.fill(start.example);
    changed();
  });
  find("clear", HTMLButtonElement).addEventListener("click", () => {
    visit.clear();
    editor.fill("");
    changed();
  });
  find("copy", HTMLButtonElement).addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(editor.text);
      saved = editor.text;
      say("The note is copied.");
    } catch {
      editor.field.select();
      problem("The browser does not let the page copy: the note is selected, press Ctrl+C.");
    }
  });
  addEventListener("beforeunload", (event) => {
    if (editor.text.trim() && editor.text !== saved && editor.text.trim() !== start.example.trim()) event.preventDefault();
  });
  if (editor.text.trim()) changed();

  function changed() {
    performance.clearMarks(KEY);
    typed = performance.mark(KEY).startTime;
    tries = 0;
    waiting = true;
    const age = running ? typed - running.since : 0;
    if (running && age > 2 * BRISK) {
      running.controller.abort();
      running = null;
    }
    clearTimeout(timer);
    if (!running) timer = setTimeout(lint, pause());
  }

  /** Milliseconds until the note may be sent again. */
  function pause() {
    const rest = took < BRISK ? 0 : Math.min(took, LONGEST_PAUSE);
    return Math.max(rest, free - performance.now());
  }

  async function lint() {
    const text = editor.text;
    waiting = false;
    if (!text.trim()) {
      problem("");
      return show(null, text);
    }
    const key = typed;
    const own = { controller: new AbortController(), since: performance.now() };
    running = own;
    try {
      const body = JSON.stringify({ ...visit.fields(), id: NAME, text: text.toWellFormed() });
      const headers = { "Content-Type": "application/json" };
      const answer = await ask("page/lint", { method: "POST", body, headers, signal: own.controller.signal });
      /** @type {Seen} */
      const seen = await answer.json();
      if (own.controller.signal.aborted) return;
      took = performance.now() - own.since;
      problem("");
      show(seen, text);
      if (text === editor.text && key === typed) painted(key);
    } catch (error) {
      if (own.controller.signal.aborted) return;
      problem(error instanceof Refused ? error.message : "The answer of the server cannot be read.");
      if (error instanceof Refused && error.after && tries < TRIES) {
        free = performance.now() + error.after * 1000 * 2 ** tries++;
        waiting = true;
      }
    } finally {
      if (running === own) {
        running = null;
        if (waiting) timer = setTimeout(lint, pause());
      }
    }
  }

  /** @param {Seen | null} seen @param {string} text */
  function show(seen, text) {
    const offsets = new Offsets(text);
    const result = seen?.result ?? null;
    editor.show(result ? marks(result, offsets) : [], text);
    const said = JSON.stringify([seen?.time, result && { ...result, entities: [] }]);
    if (said !== drawn) {
      panels.verdict(result);
      panels.checklist(result, (rule) => findings.focus(rule));
      panels.minutes(seen?.time ?? null);
      panels.more(result, labels);
    }
    drawn = said;
    findings.show(result?.findings ?? [], offsets, text);
    find("none", HTMLElement).textContent = result ? "No finding." : "Findings appear here as you type.";
    clearTimeout(quiet);
    quiet = setTimeout(() => say(result ? panels.spoken(result) : ""), QUIET);
  }

  /** Tell a screen reader what is new. @param {string} words */
  function say(words) {
    if (words === told) return;
    told = words;
    find("live", HTMLElement).textContent = words;
  }
}

/**
 * What is marked in the note.
 * @param {import("./types").Result} result
 * @param {Offsets} offsets
 * @returns {Mark[]}
 */
function marks(result, offsets) {
  const spans = [
    ...result.entities.map(({ label, status, start, end }) => ({ look: status === "performed" || label === "GOAL" ? (LOOKS[label] ?? "evidence") : "other", start, end })),
    ...result.findings.map(({ severity, start, end }) => ({ look: String(severity), start, end })),
  ];
  return spans.flatMap(({ look, start, end }) => (start === null || end === null || start >= end ? [] : [{ look, start: offsets.units(start), end: offsets.units(end) }]));
}

/** Measure, once the marks are on the screen, how long after the last key that is. @param {number} key */
function painted(key) {
  requestAnimationFrame(() => {
    setTimeout(() => {
      performance.clearMeasures(MARKED);
      performance.measure(MARKED, { start: key, end: performance.now() });
    });
  });
}

/** @param {string} words */
function problem(words) {
  const box = find("problem", HTMLElement);
  if (box.textContent === words) return;
  box.textContent = words;
  box.hidden = !words;
}
