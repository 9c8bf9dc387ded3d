// @ts-check
/** Marks on the surface: as highlights where the browser has them, else as elements around the words. */
import { make } from "./dom.js";

/** @typedef {import("./types").Mark} Mark */
/** @typedef {import("./surface.js").Surface} Surface */

const PREFIX = "doclint-";
/** Which look lies over which where several meet; the later, the higher. */
const ORDER = ["evidence", "other", "activity", "assistance", "goal", "minutes", "skilled", "exercise", "passive", "info", "warning", "error", "related", "lit"];

/**
 * What paints marks; a layer is painted anew as a whole, and the others stay.
 * @typedef {{ paint(layer: string, marks: Mark[]): void }} Painter
 */

/**
 * The painter for this browser.
 * @param {Surface} surface
 * @returns {Painter}
 */
export function painter(surface) {
  return "highlights" in CSS && typeof Highlight === "function" ? new Highlights(surface) : new Wrapped(surface);
}

/** By the CSS Custom Highlight API: the document stays as it is. @implements {Painter} */
class Highlights {
  /** @param {Surface} surface */
  constructor(surface) {
    this.surface = surface;
    /** The looks of each layer. @type {Map<string, Set<string>>} */
    this.layers = new Map();
  }

  /** @param {string} layer @param {Mark[]} marks */
  paint(layer, marks) {
    /** @type {Map<string, AbstractRange[]>} */
    const ranges = new Map();
    for (const mark of marks) {
      const range = this.surface.range(mark.start, mark.end);
      const still = new StaticRange(range);
      const known = ranges.get(mark.look);
      if (known) known.push(still);
      else ranges.set(mark.look, [still]);
    }
    for (const look of this.layers.get(layer) ?? []) if (!ranges.has(look)) CSS.highlights.delete(PREFIX + look);
    for (const [look, each] of ranges) {
      const highlight = new Highlight(...each);
      highlight.priority = ORDER.indexOf(look);
      CSS.highlights.set(PREFIX + look, highlight);
    }
    this.layers.set(layer, new Set(ranges.keys()));
  }
}

/** By elements with a class for each look, line by line. @implements {Painter} */
class Wrapped {
  /** @param {Surface} surface */
  constructor(surface) {
    this.surface = surface;
    /** @type {Map<string, Mark[]>} */
    this.layers = new Map();
    /** Lines that hold elements. @type {Set<Element>} */
    this.marked = new Set();
  }

  /** @param {string} layer @param {Mark[]} marks */
  paint(layer, marks) {
    this.layers.set(layer, marks);
    for (const line of this.marked) line.textContent = line.textContent;
    this.marked.clear();
    /** @type {Map<number, Mark[]>} */
    const byLine = new Map();
    for (const mark of [...this.layers.values()].flat()) {
      const last = this.surface.line(Math.max(mark.start, mark.end - 1));
      for (let line = this.surface.line(mark.start); line <= last; line++) byLine.set(line, [...(byLine.get(line) ?? []), mark]);
    }
    for (const [line, over] of byLine) this.#wrap(line, over);
  }

  /** @param {number} number @param {Mark[]} marks */
  #wrap(number, marks) {
    const text = this.surface.lines[number] ?? "";
    const start = this.surface.starts[number] ?? 0;
    const element = this.surface.root.children[number];
    if (!element || !text) return;
    const edges = [0, text.length, ...marks.flatMap((mark) => [mark.start - start, mark.end - start])];
    const cuts = [...new Set(edges.filter((edge) => edge >= 0 && edge <= text.length))].sort((one, two) => one - two);
    const pieces = cuts.slice(0, -1).map((cut, place) => {
      const end = /** @type {number} */ (cuts[place + 1]);
      const looks = marks.filter((mark) => mark.start - start <= cut && mark.end - start >= end).map((mark) => PREFIX + mark.look);
      const words = text.slice(cut, end);
      return looks.length ? make("span", { class: looks.join(" ") }, words) : words;
    });
    element.replaceChildren(...pieces);
    this.marked.add(element);
  }
}
