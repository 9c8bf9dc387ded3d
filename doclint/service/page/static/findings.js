// @ts-check
/** The findings as cards. Hovering or focusing one shows both ends of what it speaks of in the note. */
import { find, make, shorten } from "./dom.js";
import { AUTHORITIES, SEVERITIES } from "./words.js";

/** @typedef {import("./types").Finding} Finding */
/** @typedef {import("./types").Mark} Mark */
/** @typedef {{ label: string, start: number, end: number }} End */
/** @typedef {{ finding: Finding, card: HTMLLIElement, ends: End[] }} Card */

const QUOTED = 90;

export class Findings {
  /**
   * @param {import("./editor.js").Editor} editor
   * @param {Record<string, import("./types").Rule>} rules
   */
  constructor(editor, rules) {
    this.editor = editor;
    this.rules = rules;
    this.list = find("findings", HTMLUListElement);
    /** @type {Card[]} */
    this.cards = [];
    /** @type {Card | null} */
    this.lit = null;
    this.editor.field.addEventListener("pointermove", (event) => this.#under(event.clientX, event.clientY));
    this.editor.field.addEventListener("pointerleave", () => this.light(null));
    this.editor.field.addEventListener("input", () => this.light(null));
    this.editor.field.addEventListener("keydown", (event) => {
      if (event.key === "F8" && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        this.#step(event.shiftKey ? -1 : 1);
      }
    });
  }

  /**
   * Show findings; a card of the same rule stays open and keeps the focus.
   * @param {Finding[]} findings
   * @param {import("./offsets.js").Offsets} offsets
   * @param {string} text
   */
  show(findings, offsets, text) {
    const known = new Map(this.cards.map((card) => [card.finding.rule, card]));
    const focused = document.activeElement?.getAttribute("data-end");
    const owner = document.activeElement?.closest("li[data-rule]")?.getAttribute("data-rule");
    this.cards = findings.map((finding) => {
      const ends = [{ label: "", start: finding.start, end: finding.end }, ...finding.related].flatMap(({ label, start, end }) =>
        start === null || end === null || start >= end ? [] : [{ label, start: offsets.units(start), end: offsets.units(end) }],
      );
      const was = known.get(finding.rule);
      if (was && same(was, finding, ends)) return { ...was, finding, ends };
      const card = this.#card(finding, ends, text);
      if (was?.card.querySelector("details")?.open) card.querySelector("details")?.setAttribute("open", "");
      return { finding, ends, card };
    });
    const cards = this.cards.map(({ card }) => card);
    if (cards.length !== this.list.children.length || cards.some((card, place) => this.list.children[place] !== card)) {
      this.list.replaceChildren(...cards);
      const again = this.cards.find(({ finding }) => finding.rule === owner)?.card;
      const part = again?.querySelector(focused ? `[data-end="${focused}"]` : "summary");
      if (part instanceof HTMLElement) part.focus();
    }
    this.lit = null;
    find("count", HTMLElement).textContent = findings.length ? String(findings.length) : "";
    find("none", HTMLElement).hidden = findings.length > 0;
  }

  /** Show one finding's ends in the note, or none. @param {Card | null} card @param {boolean} [also] and its card */
  light(card, also = true) {
    if (card === this.lit) return;
    this.lit?.card.classList.remove("lit");
    this.lit = card;
    if (card && also) card.card.classList.add("lit");
    this.editor.light((card?.ends ?? []).map(({ start, end }, place) => ({ look: place ? "related" : "lit", start, end })));
  }

  /** Put the focus on the card of a rule. @param {string} rule */
  focus(rule) {
    const card = this.cards.find(({ finding }) => finding.rule === rule)?.card;
    card?.scrollIntoView({ block: "nearest" });
    card?.querySelector("h3")?.focus();
  }

  /** The next or the last finding that has a place in the note, from the caret. @param {1 | -1} way */
  #step(way) {
    const placed = this.cards.filter(({ ends }) => ends.length).sort((one, two) => start(one) - start(two));
    if (!placed.length) return;
    const caret = this.editor.field.selectionStart;
    const found = way > 0 ? placed.find((card) => start(card) > caret) : placed.findLast((card) => start(card) < caret);
    const card = found ?? /** @type {Card} */ (placed[way > 0 ? 0 : placed.length - 1]);
    const end = /** @type {End} */ (card.ends[0]);
    this.editor.select(end.start, end.end);
    this.light(card);
    card.card.scrollIntoView({ block: "nearest" });
    find("live", HTMLElement).textContent = `${SEVERITIES[card.finding.severity]} ${card.finding.rule}: ${card.finding.message} ${card.finding.suggestion}`;
  }

  /** @param {number} x @param {number} y */
  #under(x, y) {
    const over = this.cards.filter(({ ends }) => ends.some((end) => this.editor.covers(x, y, end)));
    over.sort((one, two) => length(one) - length(two));
    this.light(over[0] ?? null);
  }

  /** @param {Finding} finding @param {End[]} ends @param {string} text */
  #card(finding, ends, text) {
    const rule = this.rules[finding.rule];
    const card = make(
      "li",
      { class: `finding ${finding.severity}`, "data-rule": finding.rule },
      make("h3", { tabindex: "-1" }, make("span", { class: `badge ${finding.severity}` }, SEVERITIES[finding.severity]), ` ${finding.rule} `, make("span", { class: "rule" }, finding.name)),
      make("p", {}, finding.message),
      make("p", { class: "add" }, make("strong", {}, "What to do: "), finding.suggestion),
      ends.length ? make("ul", { class: "ends", "aria-label": "In the note" }, ...ends.map((end, place) => make("li", {}, this.#end(finding.rule, end, place, text)))) : null,
      make("p", { class: "why" }, make("strong", {}, "Why: "), finding.reference),
      make("p", { class: "source" }, make("strong", {}, "Policy: "), ...source(finding, rule)),
      rule ? more(finding, rule) : null,
    );
    const own = () => this.cards.find((each) => each.card === card) ?? null;
    card.addEventListener("pointerenter", () => this.light(own(), false));
    card.addEventListener("pointerleave", () => this.light(null));
    card.addEventListener("focusin", () => this.light(own(), false));
    card.addEventListener("focusout", () => this.light(null));
    return card;
  }

  /** @param {string} rule @param {End} end @param {number} place @param {string} text */
  #end(rule, end, place, text) {
    const line = this.editor.surface.line(end.start) + 1;
    const button = make(
      "button",
      { type: "button", class: place ? "end related" : "end", "data-end": String(place) },
      make("span", { class: "place" }, `${end.label ? `${end.label.toLowerCase()}, ` : ""}line ${line}`),
      ` “${shorten(text.slice(end.start, end.end), QUOTED)}”`,
    );
    button.addEventListener("click", () => {
      const card = this.cards.find((each) => each.finding.rule === rule);
      const now = card?.ends[place];
      if (!card || !now) return;
      this.editor.select(now.start, now.end);
      this.light(card);
    });
    return button;
  }
}

/** @param {Card} card */
function start(card) {
  return card.ends[0]?.start ?? 0;
}

/** @param {Card} card */
function length(card) {
  return Math.min(...card.ends.map((end) => end.end - end.start));
}

/** Whether a card still says what it has to. @param {Card} was @param {Finding} finding @param {End[]} ends */
function same(was, finding, ends) {
  return JSON.stringify([was.finding, was.ends]) === JSON.stringify([finding, ends]);
}

/** The source of the policy, one click away. @param {Finding} finding @param {import("./types").Rule} [rule] */
function source(finding, rule) {
  const title = rule?.source_title ?? rule?.source ?? "";
  const authority = AUTHORITIES[finding.authority] ?? finding.authority;
  const address = rule?.source_address ? `https://${rule.source_address}` : "";
  if (!URL.canParse(address)) return [`${title || "doclint's own"} (${authority})`];
  const link = make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, title || rule?.source_address || "");
  return [link, ` (${authority})`];
}

/** @param {Finding} finding @param {import("./types").Rule} rule */
function more(finding, rule) {
  return make(
    "details",
    { class: "more" },
    make("summary", {}, "More on this rule"),
    make("p", {}, rule.reason),
    rule.good ? make("p", {}, make("strong", {}, "A note that passes (made up): "), rule.good) : null,
    make("p", { class: "hint" }, `How sure this is: ${Math.round(finding.confidence * 100)} %.${finding.cue ? ` It rests on: “${shorten(finding.cue, QUOTED)}”` : ""}`),
  );
}
