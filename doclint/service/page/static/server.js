// @ts-check
/** The service: asked with the token that this page holds in memory, and nowhere else. */
import { find } from "./dom.js";

/** A request that was not done; the message is for people. */
export class Refused extends Error {
  /** @param {string} message @param {number} status @param {number} [after] seconds after which to ask again */
  constructor(message, status, after) {
    super(message);
    this.status = status;
    this.after = after;
  }
}

let token = "";
/** @type {Promise<void> | null} */
let asking = null;

/**
 * Ask the service. Raises Refused, and what fetch raises when it is aborted.
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
export async function ask(path, options = {}) {
  const headers = new Headers(options.headers);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(path, { ...options, headers, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Refused("The server does not answer. Is “doclint serve” still running?", 0, 3);
  }
  if (answer.status === 401) {
    await askForToken();
    return ask(path, options);
  }
  if (!answer.ok) throw await refused(answer);
  return answer;
}

/** @param {Response} answer */
async function refused(answer) {
  const after = Number(answer.headers.get("Retry-After")) || undefined;
  let said = "";
  try {
    said = String((await answer.json()).detail ?? "");
  } catch {
    said = "";
  }
  const words = said ? said[0]?.toUpperCase() + said.slice(1) + "." : `The server answered ${answer.status}.`;
  return new Refused(words, answer.status, after);
}

/** Ask the reader for the token, once however many requests wait for it. */
function askForToken() {
  asking ??= new Promise((resolve) => {
    const dialog = find("token-dialog", HTMLDialogElement);
    const field = find("token", HTMLInputElement);
    find("token-wrong", HTMLElement).hidden = !token;
    field.value = "";
    dialog.oncancel = (event) => event.preventDefault();
    dialog.onclose = () => {
      token = field.value.trim();
      field.value = "";
      asking = null;
      resolve();
    };
    if (!dialog.open) dialog.showModal();
  });
  return asking;
}

/**
 * The lines of JSON that an answer streams.
 * @param {Response} answer
 * @returns {AsyncGenerator<import("./types").Opened>}
 */
export async function* lines(answer) {
  if (!answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const found = (rest + part.value).split("\n");
    rest = found.pop() ?? "";
    for (const line of found) if (line) yield JSON.parse(line);
  }
}
