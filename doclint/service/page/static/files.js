// @ts-check
/** Files that are dropped or opened: one note fills the field, an export becomes a report. */
import { counted, find } from "./dom.js";
import { Refused, ask, lines } from "./server.js";

/** How long a file may take before the page says that it is at it, in milliseconds. */
const QUICK = 400;

export class Files {
  /**
   * @param {number} most largest file, in bytes
   * @param {() => Record<string, string>} options how notes of an export are judged
   * @param {(note: import("./types").Note) => void} took
   * @param {(problem: string) => void} told
   */
  constructor(most, options, took, told) {
    this.most = most;
    this.options = options;
    this.took = took;
    this.told = told;
    /** @type {AbortController | null} */
    this.running = null;
    find("most", HTMLElement).textContent = ` of at most ${Math.floor(most / 2 ** 20)} MB`;
    const input = find("file", HTMLInputElement);
    find("open", HTMLButtonElement).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      input.value = "";
      this.take(files);
    });
    this.#drops();
    this.scan = find("scan-dialog", HTMLDialogElement);
    this.scan.addEventListener("cancel", () => this.running?.abort());
    find("scan-stop", HTMLButtonElement).addEventListener("click", () => {
      this.running?.abort();
      this.scan.close();
    });
    this.shown = find("report-dialog", HTMLDialogElement);
    find("report-close", HTMLButtonElement).addEventListener("click", () => this.shown.close());
    this.shown.addEventListener("close", () => this.#forget());
  }

  /** Open what was dropped or chosen. @param {File[]} files */
  async take(files) {
    const [file] = files;
    if (!file) return;
    this.told("");
    if (files.length > 1) return this.told("One file at a time: pack several into one .zip.");
    if (file.size > this.most) return this.told(`The file is larger than ${Math.floor(this.most / 2 ** 20)} MB: give it to “doclint scan”.`);
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    this.#says("Sending it to the server and looking what it holds.");
    const soon = setTimeout(() => this.scan.open || this.scan.showModal(), QUICK);
    try {
      const headers = { "X-File-Name": encodeURIComponent(file.name.slice(-150)), "Content-Type": "application/octet-stream" };
      const answer = await ask(`page/file?${new URLSearchParams(this.options())}`, { method: "POST", body: file, headers, signal: running.signal });
      for await (const line of lines(answer)) this.#line(line, file.name);
    } catch (error) {
      if (!running.signal.aborted) this.told(error instanceof Refused ? error.message : "The file could not be read.");
    } finally {
      clearTimeout(soon);
      if (this.running === running) this.running = null;
      this.scan.close();
    }
  }

  /** @param {import("./types").Opened} line @param {string} name */
  #line(line, name) {
    if (line.problem) this.told(`${name}: ${line.problem}.`);
    else if (line.done) this.#says(`${counted(line.done, "note")} linted so far.`);
    else if (line.note) {
      this.scan.close(); // behind a dialog the field cannot be typed into
      this.took(line.note);
    }
    else if (line.report && line.key) this.#report(line, name);
  }

  /** @param {string} words */
  #says(words) {
    find("scan-says", HTMLElement).textContent = words;
  }

  /** @param {import("./types").Opened} line @param {string} name */
  #report(line, name) {
    this.scan.close();
    const unread = line.errors ? `, ${counted(line.errors, "row")} not read` : "";
    find("report-says", HTMLElement).textContent = `${name}: ${counted(line.notes ?? 0, "note")}${unread}. The server has forgotten it; save it if you need it.`;
    const save = find("report-save", HTMLAnchorElement);
    save.href = URL.createObjectURL(new Blob([line.report ?? ""], { type: "text/html" }));
    save.download = "doclint-report.html";
    find("report-frame", HTMLIFrameElement).src = `page/report/${line.key}`;
    this.shown.showModal();
  }

  #forget() {
    const save = find("report-save", HTMLAnchorElement);
    URL.revokeObjectURL(save.href);
    save.removeAttribute("href");
    find("report-frame", HTMLIFrameElement).removeAttribute("src");
  }

  #drops() {
    const sign = find("dropping", HTMLElement);
    const files = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
    let depth = 0;
    addEventListener("dragenter", (event) => {
      if (files(event) && ++depth) sign.hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (files(event) && --depth <= 0) sign.hidden = true;
    });
    addEventListener("dragover", (event) => {
      if (files(event)) event.preventDefault();
    });
    addEventListener("drop", (event) => {
      depth = 0;
      sign.hidden = true;
      if (!files(event)) return;
      event.preventDefault();
      this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }
}
