// @ts-check
/** The field that a note is typed into, with its marks behind it. */
import { moved } from "./offsets.js";
import { painter } from "./paint.js";
import { Surface } from "./surface.js";

/** @typedef {import("./types").Mark} Mark */

/** Longest text that is put in as if it were typed, so that undo takes it back: that is slow for a long one. */
const UNDOABLE = 100_000;

export class Editor {
  /**
   * @param {HTMLTextAreaElement} field
   * @param {HTMLElement} mirror
   * @param {HTMLElement} box what scrolls both
   */
  constructor(field, mirror, box) {
    this.field = field;
    this.box = box;
    this.surface = new Surface(mirror);
    this.painter = painter(this.surface);
    /** @type {Mark[]} */
    this.marks = [];
    this.field.addEventListener("input", () => this.#follow());
    this.#follow();
  }

  get text() {
    return this.field.value;
  }

  /** Put a text in the place of the one that is there. @param {string} text */
  fill(text) {
    this.field.focus({ preventScroll: true });
    this.field.select();
    const typed = text.length <= UNDOABLE && document.execCommand(text ? "insertText" : "delete", false, text);
    if (!typed || this.field.value !== text.replace(/\r\n?/g, "\n")) {
      this.field.value = text;
      this.field.dispatchEvent(new Event("input"));
    }
    this.field.setSelectionRange(0, 0);
    this.box.scrollTop = 0;
  }

  /**
   * Show the marks of a text, which may be an older one than stands there now.
   * @param {Mark[]} marks
   * @param {string} text
   */
  show(marks, text) {
    const now = moved(marks, text, this.surface.text);
    if (JSON.stringify(now) === JSON.stringify(this.marks)) return; // they moved with the words already
    this.marks = now;
    this.painter.paint("marks", now);
  }

  /** Show stretches more strongly than the others; none takes that back. @param {Mark[]} marks */
  light(marks) {
    this.painter.paint("light", marks.filter((mark) => mark.end <= this.surface.text.length));
  }

  /** Bring a stretch into sight and select it. @param {number} start @param {number} end */
  select(start, end) {
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(start, end);
    const at = this.surface.range(start, end).getBoundingClientRect();
    const box = this.box.getBoundingClientRect();
    if (at.top < box.top + 24 || at.bottom > box.bottom - 24) this.box.scrollTop += at.top - box.top - box.height / 3;
    const now = this.surface.range(start, end).getBoundingClientRect();
    if (now.top < 64 || now.bottom > innerHeight) scrollBy(0, now.top - innerHeight / 3);
  }

  /**
   * Whether a point of the window lies on a stretch.
   * @param {number} x @param {number} y @param {{ start: number, end: number }} mark
   */
  covers(x, y, mark) {
    const rects = this.surface.range(mark.start, mark.end).getClientRects();
    return Array.from(rects).some((rect) => x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom);
  }

  #follow() {
    const before = this.surface.text;
    if (before === this.field.value && before) return;
    this.marks = moved(this.marks, before, this.field.value);
    this.painter.paint("light", []);
    this.surface.show(this.field.value);
    this.painter.paint("marks", this.marks);
  }
}
