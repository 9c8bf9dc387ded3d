// @ts-check
/** Payer, discipline, date and claim lines: what is known of the visit beside the note's text. */
import { find, make } from "./dom.js";

/** @typedef {import("./types").ClaimLine} ClaimLine */
/** @typedef {import("./types").Note} Note */

const MODIFIERS = { PT: "GP", OT: "GO", "": "" };
const HINTS = {
  none: "No line is given: what the note says of codes, units and minutes is used.",
  lines: "A unit is 15 minutes. Several modifiers as “GO 59”. A claim may be pasted into a code: 97530:2:GP,97140:1:GP+59",
  nothing: "The note is not judged where nothing was billed.",
};

export class Visit {
  /**
   * @param {import("./types").Start} start
   * @param {() => void} changed
   */
  constructor(start, changed) {
    this.changed = changed;
    this.profiles = start.profiles;
    this.profile = find("profile", HTMLSelectElement);
    this.discipline = find("discipline", HTMLSelectElement);
    this.date = find("date", HTMLInputElement);
    this.nothing = find("nothing", HTMLInputElement);
    this.list = find("lines", HTMLUListElement);
    /** What a file says beside that, which the rules look at. @type {Partial<Note>} */
    this.carried = {};
    this.profile.append(...start.profiles.map(({ name, title }) => make("option", { value: name, selected: name === start.profile }, title)));
    document.body.append(make("datalist", { id: "codes" }, ...start.codes.map(({ code, label }) => make("option", { value: code }, `${code} ${label}`))));
    const form = find("visit", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.#follow());
    find("add-line", HTMLButtonElement).addEventListener("click", () => {
      const known = this.lines().some((line) => line.code === "97530");
      const row = this.#add({ code: known ? "" : "97530", units: null, modifiers: [MODIFIERS[this.#discipline()]].filter(Boolean) });
      this.nothing.checked = false;
      row.querySelector("input")?.focus();
      this.#follow();
    });
    find("drop-carried", HTMLButtonElement).addEventListener("click", () => {
      this.#carry({});
      this.profile.focus();
      this.#follow();
    });
    this.#tell();
  }

  /** What is set, as fields of a note. @returns {Partial<Note>} */
  fields() {
    const lines = this.lines();
    return {
      ...this.carried,
      profile: this.profile.value,
      ...(this.discipline.value && { discipline: this.discipline.value }),
      ...(this.date.value && { date_of_service: this.date.value }),
      ...(this.nothing.checked ? { claim: [] } : lines.length ? { claim: lines } : {}),
    };
  }

  /** The claim lines that have a code. @returns {ClaimLine[]} */
  lines() {
    return [...this.list.children].flatMap((row) => {
      const [code, units, modifiers] = [...row.querySelectorAll("input")].map((input) => input.value.trim());
      if (!code) return [];
      const minutes = Number(row.getAttribute("data-minutes")) || undefined;
      return [{ code, units: units ? Number(units) : null, modifiers: (modifiers ?? "").split(/[\s,;+]+/).filter(Boolean), ...(minutes && { minutes }) }];
    });
  }

  /** Take over what a file says. @param {Note} note */
  take(note) {
    if (note.profile && this.profiles.some(({ name }) => name === note.profile)) this.profile.value = note.profile;
    this.discipline.value = note.discipline ?? "";
    this.date.value = note.date_of_service ?? "";
    this.nothing.checked = note.claim?.length === 0;
    this.list.replaceChildren();
    for (const line of note.claim ?? []) this.#add(line);
    const { signed_by, note_type, visit_number } = note;
    this.#carry({ ...(signed_by && { signed_by }), ...(note_type && { note_type }), ...(visit_number && { visit_number }) });
    this.#tell();
  }

  /** Back to what the page began with, but for the payer. */
  clear() {
    this.take({ text: "" });
  }

  /** @returns {"PT" | "OT" | ""} */
  #discipline() {
    const value = this.discipline.value;
    return value === "PT" || value === "OT" ? value : "";
  }

  /** @param {Partial<Note>} carried */
  #carry(carried) {
    this.carried = carried;
    const box = find("carried", HTMLElement);
    const words = Object.entries(carried).map(([name, value]) => `${name.replace("_", " ")} ${value}`);
    box.hidden = words.length === 0;
    box.firstElementChild?.replaceChildren(`From the file, and used too: ${words.join(", ")}.`);
  }

  /** @param {ClaimLine} line */
  #add(line) {
    const code = make("input", { list: "codes", size: "6", maxlength: "200", autocomplete: "off", spellcheck: "false", autocapitalize: "characters" });
    const units = make("input", { type: "number", min: "0", max: "99", step: "1", inputmode: "numeric", autocomplete: "off" });
    const modifiers = make("input", { size: "6", maxlength: "20", autocomplete: "off", spellcheck: "false", autocapitalize: "characters" });
    code.value = line.code;
    units.value = line.units === null || line.units === undefined ? "" : String(line.units);
    modifiers.value = line.modifiers.join(" ");
    const remove = make("button", { type: "button", class: "remove" }, make("span", { "aria-hidden": "true" }, "×"), make("span", { class: "off" }, "Remove"));
    const label = (/** @type {string} */ words, /** @type {HTMLElement} */ field) => make("label", {}, words, " ", field);
    const row = make("li", { "data-minutes": line.minutes ? String(line.minutes) : null }, label("Code", code), label("Units", units), label("Modifiers", modifiers), remove);
    code.addEventListener("paste", (event) => this.#paste(event, row));
    remove.addEventListener("click", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next?.querySelector("input") ?? find("add-line", HTMLButtonElement)).focus();
      this.#follow();
    });
    this.list.append(row);
    return row;
  }

  /** A whole claim pasted into a code becomes lines. @param {ClipboardEvent} event @param {Element} row */
  #paste(event, row) {
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    if (!/[:,]/.test(text)) return;
    event.preventDefault();
    row.remove();
    for (const part of text.split(",")) {
      const [code = "", units = "", modifiers = ""] = part.trim().split(":");
      this.#add({ code, units: /^\d+$/.test(units) ? Number(units) : null, modifiers: modifiers.split("+").filter(Boolean) });
    }
    this.list.lastElementChild?.querySelector("input")?.focus();
    this.#follow();
  }

  #follow() {
    this.#tell();
    this.changed();
  }

  /** Say what is set where the form is closed, and what the lines mean. */
  #tell() {
    const lines = this.lines();
    const rows = this.list.children.length;
    if (rows && this.nothing.checked) this.list.replaceChildren();
    find("claim-hint", HTMLElement).textContent = HINTS[this.nothing.checked ? "nothing" : rows ? "lines" : "none"];
    [...this.list.children].forEach((row, place) => row.setAttribute("aria-label", `Claim line ${place + 1}`));
    const billed = lines.map(({ code, units, modifiers }) => `${code}${units === null ? "" : ` ×${units}`} ${modifiers.join(" ")}`.trim());
    const said = [this.profile.value, this.discipline.value, this.date.value, this.nothing.checked ? "nothing billed" : billed.join(", ")];
    find("visit-brief", HTMLElement).textContent = said.filter(Boolean).join(" · ");
  }
}
