// @ts-check
/** Verdict, the five elements, minutes against units, and what else is good to know. */
import { counted, find, make, shorten } from "./dom.js";
import { ELEMENTS, LEGEND, STANDINGS, VERDICTS } from "./words.js";

/** @typedef {import("./types").Result} Result */
/** @typedef {import("./types").Time} Time */

const SHOWN = 3;
const LONGEST = 60;
/** @type {Record<string, [string, string]>} sign and words of an element's state */
const STATES = {
  found: ["✓", "found"],
  weak: ["!", "look again"],
  missing: ["✗", "to mend"],
  none: ["–", "not judged"],
};

/** Show the verdict; without a result, that the page waits for a note. @param {Result | null} result */
export function verdict(result) {
  const box = find("verdict", HTMLElement);
  box.className = `panel verdict ${result?.verdict ?? "waiting"}`;
  find("verdict-words", HTMLElement).textContent = result ? VERDICTS[result.verdict] : "Waiting for a note";
  find("verdict-why", HTMLElement).textContent = result ? why(result) : "Type, paste or drop one.";
  const next = find("next", HTMLElement);
  next.hidden = !result || result.verdict === "not_applicable";
  next.replaceChildren(make("strong", {}, "Next step: "), result?.findings[0]?.suggestion ?? "none for 97530; read the note once more and sign.");
}

/** @param {Result} result */
function why(result) {
  const codes = result.codes.map(({ code, units }) => `${code}${units === null ? "" : ` ×${units}`}`).join(", ");
  const assumed = result.codes.some(({ origin }) => origin === "assumed");
  if (result.verdict === "not_applicable") return !codes ? "Nothing was billed." : assumed ? "This is no treatment note." : `The codes are ${codes}.`;
  const claimed = result.codes.some(({ origin }) => origin === "claim");
  return assumed ? "97530 is assumed: neither the note nor a claim line names a code." : `${codes}, ${claimed ? "as billed" : "as the note says"}`;
}

/** Show the five elements as a checklist. @param {Result | null} result @param {(rule: string) => void} go */
export function checklist(result, go) {
  const items = ELEMENTS.map(([name, title, family]) => {
    const element = result?.elements[name];
    const findings = result?.findings.filter(({ rule }) => rule.startsWith(family)) ?? [];
    const judged = result && result.verdict !== "not_applicable";
    const worst = findings[0]?.severity ?? (element?.present ? "info" : "warning");
    const state = !judged ? "none" : worst === "error" ? "missing" : worst === "warning" ? "weak" : "found";
    const [sign, words] = /** @type {[string, string]} */ (STATES[state]);
    const said = judged && !element?.present ? "not found" : words;
    const values = (element?.values ?? []).map((value) => (name === "minutes" ? `${value} min` : shorten(String(value).replaceAll("_", " "), LONGEST)));
    const rest = values.length - SHOWN;
    const shown = values.slice(0, SHOWN).join("; ") + (rest > 0 ? ` and ${rest} more` : "");
    return make(
      "li",
      { class: state, "data-element": name },
      make("span", { class: "sign", "aria-hidden": "true" }, sign),
      make("span", { class: "element" }, title, make("span", { class: "state" }, result ? said : "")),
      make("span", { class: "values" }, shown),
      make("span", { class: "rules" }, ...findings.map(({ rule, name: called }) => link(rule, called, go))),
    );
  });
  find("elements", HTMLUListElement).replaceChildren(...items);
}

/** @param {string} rule @param {string} called @param {(rule: string) => void} go */
function link(rule, called, go) {
  const button = make("button", { type: "button", class: "link" }, rule, make("span", { class: "off" }, ` ${called}, go to the finding`));
  button.addEventListener("click", () => go(rule));
  return button;
}

/** Show the minutes against the units, with the arithmetic. @param {Time | null} time */
export function minutes(time) {
  const box = find("time", HTMLElement);
  if (!time) {
    box.replaceChildren(make("p", { class: "hint" }, "The count of minutes against billed units appears here."));
    return;
  }
  const { count, method } = time;
  if (!count) {
    box.replaceChildren(make("p", {}, "The note gives no timed minutes that can be counted."), make("p", { class: "hint" }, method));
    return;
  }
  box.replaceChildren(
    make("p", { class: `arithmetic ${count.standing}` }, count.arithmetic),
    make("p", { class: "standing" }, STANDINGS[count.standing]),
    ...(count.allocation ? [make("p", {}, `By code: ${count.allocation}.`)] : []),
    ...(count.bands.length ? [bands(count)] : []),
    make("p", { class: "hint" }, `Minutes from: ${count.place}. ${method} ${count.doubt}`),
  );
}

/** @param {import("./types").Count} count */
function bands(count) {
  const rows = count.bands.map(({ units, first, last }) => {
    const said = [...(units === count.units ? ["the minutes"] : []), ...(units === count.billed ? ["billed"] : [])].join(", ");
    return make("tr", { class: said ? "here" : null }, make("td", {}, `${first} to ${last} min`), make("td", {}, counted(units, "unit")), make("td", {}, said && `← ${said}`));
  });
  const head = make("tr", {}, ...["Timed minutes", "make", "This visit"].map((words) => make("th", { scope: "col" }, words)));
  return make("table", { class: "bands" }, make("caption", { class: "off" }, "Minutes that make units"), make("thead", {}, head), make("tbody", {}, ...rows));
}

/** Show what is no finding. @param {Result | null} result @param {Record<string, string>} labels */
export function more(result, labels) {
  const better = result?.better_codes.map(({ code, probability }) => `${code} ${labels[code] ?? ""} (${Math.round(probability * 100)} %)`) ?? [];
  const said = [
    ...(better.length ? [`The text under 97530 reads like ${better.join(", ")}.`] : []),
    ...(result?.information ?? []),
    ...(result?.errors.map((error) => `${error}; the verdict rests on the other rules.`) ?? []),
  ];
  find("more", HTMLElement).hidden = said.length === 0;
  find("information", HTMLUListElement).replaceChildren(...said.map((words) => make("li", {}, words)));
}

/** Show how things are marked. */
export function legend() {
  const items = LEGEND.map(([look, words]) => make("li", {}, make("span", { class: `doclint-${look}` }, words)));
  find("legend", HTMLUListElement).replaceChildren(...items);
}

/** What a screen reader is told of a result. @param {Result} result */
export function spoken(result) {
  const count = (/** @type {string} */ severity) => result.findings.filter((finding) => finding.severity === severity).length;
  return `${VERDICTS[result.verdict]}. ${counted(count("error"), "error")}, ${counted(count("warning"), "warning")}.`;
}
