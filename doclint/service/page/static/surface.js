// @ts-check
/**
 * The note's text behind the field that it is typed into, line by line: what is marked is marked here. A text field
 * keeps its own undo, input methods and screen reader support, but no part of its text can be marked.
 */
import { make } from "./dom.js";

export class Surface {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.text = "";
    /** @type {string[]} */
    this.lines = [];
    /** @type {number[]} */
    this.starts = [];
    this.show("");
  }

  /**
   * Show a text; only the lines that differ are made anew.
   * @param {string} text
   */
  show(text) {
    const lines = text.split("\n");
    const most = Math.min(lines.length, this.lines.length);
    let head = 0;
    while (head < most && lines[head] === this.lines[head]) head++;
    let tail = 0;
    while (tail < most - head && lines[lines.length - 1 - tail] === this.lines[this.lines.length - 1 - tail]) tail++;
    const fresh = document.createDocumentFragment();
    for (const line of lines.slice(head, lines.length - tail)) fresh.append(make("div", {}, ...(line ? [line] : [])));
    for (let gone = this.lines.length - tail - head; gone > 0; gone--) this.root.children[head]?.remove();
    this.root.insertBefore(fresh, this.root.children[head] ?? null);
    this.text = text;
    this.lines = lines;
    this.starts = [];
    let start = 0;
    for (const line of lines) {
      this.starts.push(start);
      start += line.length + 1;
    }
  }

  /**
   * The number of the line, from 0, that holds a place.
   * @param {number} place
   */
  line(place) {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (/** @type {number} */ (this.starts[middle]) <= place) low = middle;
      else high = middle;
    }
    return low;
  }

  /**
   * A stretch of the text as a range of the document.
   * @param {number} start
   * @param {number} end
   * @returns {Range}
   */
  range(start, end) {
    const range = document.createRange();
    range.setStart(...this.#place(start));
    range.setEnd(...this.#place(end));
    return range;
  }

  /**
   * A node and a place in it.
   * @param {number} place
   * @returns {[Node, number]}
   */
  #place(place) {
    const line = this.line(place);
    const element = /** @type {Element} */ (this.root.children[line]);
    let left = Math.min(place - /** @type {number} */ (this.starts[line]), this.lines[line]?.length ?? 0);
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.nodeValue?.length ?? 0;
      if (left <= length) return [node, left];
      left -= length;
    }
    return [element, 0];
  }
}
