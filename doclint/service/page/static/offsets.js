// @ts-check
/** Places in a text: the service counts characters (code points), the browser UTF-16 units; and what an edit moves. */

/** @typedef {import("./types").Mark} Mark */

/** From the service's offsets to the browser's, for one text. */
export class Offsets {
  /** @param {string} text */
  constructor(text) {
    /** Where characters of two units stand, in code points. @type {number[]} */
    this.wide = [];
    for (const match of text.matchAll(/[\u{10000}-\u{10FFFF}]/gu)) this.wide.push(match.index - this.wide.length);
  }

  /**
   * A place in UTF-16 units.
   * @param {number} place
   */
  units(place) {
    let low = 0;
    let high = this.wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {number} */ (this.wide[middle]) < place) low = middle + 1;
      else high = middle;
    }
    return place + low;
  }
}

/**
 * What differs between two texts: the place of the edit, what was removed there and how much was added.
 * @param {string} before
 * @param {string} after
 */
export function edit(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (same < most - start && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)) same++;
  return { start, removed: before.length - start - same, added: after.length - start - same };
}

/**
 * Marks where they stand after an edit; those that it cut into are left out.
 * @template {{ start: number, end: number }} M
 * @param {M[]} marks
 * @param {string} before
 * @param {string} after
 * @returns {M[]}
 */
export function moved(marks, before, after) {
  if (before === after) return marks;
  const { start, removed, added } = edit(before, after);
  const end = start + removed;
  /** @type {M[]} */
  const kept = [];
  for (const mark of marks) {
    if (mark.end <= start) kept.push(mark);
    else if (mark.start >= end) kept.push({ ...mark, start: mark.start + added - removed, end: mark.end + added - removed });
    else if (mark.start < start && mark.end > end) kept.push({ ...mark, end: mark.end + added - removed });
  }
  return kept;
}
