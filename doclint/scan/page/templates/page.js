"use strict";
(() => {
  const filter = document.getElementById("filter");
  if (!filter) return;
  const table = document.querySelector("table.first");
  const notes = Array.from(table.querySelectorAll("tbody.note"));
  const field = (name) => document.getElementById("f-" + name);
  const fields = ["verdict", "rule", "clinician", "id"];
  const heads = Array.from(table.querySelectorAll("th[data-sort]"));
  const numbers = ["place", "units", "findings"];
  const descending = ["units", "findings"];
  let upside = false;

  const matches = (note, [verdict, rule, clinician, id]) =>
    (!verdict || note.dataset.verdict === verdict) &&
    (!rule || note.dataset.rules.split(" ").includes(rule)) &&
    (!clinician || note.dataset.clinician === clinician) &&
    note.dataset.id.toLowerCase().includes(id.trim().toLowerCase());

  const show = () => {
    const wanted = fields.map((name) => field(name).value);
    let shown = 0;
    for (const note of notes) {
      note.hidden = !matches(note, wanted);
      shown += note.hidden ? 0 : 1;
    }
    field("shown").textContent = shown + " of " + notes.length + " notes shown";
  };

  const sort = () => {
    const key = field("sort").value;
    const down = descending.includes(key) !== upside;
    const compare = numbers.includes(key)
      ? (a, b) => a.dataset[key] - b.dataset[key]
      : (a, b) => a.dataset[key].localeCompare(b.dataset[key], "en", { numeric: true });
    const ordered = notes.slice().sort(
      (a, b) => (down ? compare(b, a) : compare(a, b)) || a.dataset.place - b.dataset.place,
    );
    table.append(...ordered);
    for (const head of heads) {
      if (head.dataset.sort === key) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  };

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => {
      upside = field("sort").value === head.dataset.sort ? !upside : false;
      field("sort").value = head.dataset.sort;
      sort();
    });
    head.replaceChildren(button);
  }
  for (const name of fields) field(name).addEventListener("input", show);
  field("sort").addEventListener("input", () => {
    upside = false;
    sort();
  });
  field("open").addEventListener("click", () => {
    const open = field("open").textContent === "Open all";
    for (const note of notes) note.querySelector("details").open = open && !note.hidden;
    field("open").textContent = open ? "Close all" : "Open all";
  });
  field("reset").addEventListener("click", () => {
    for (const name of fields) field(name).value = "";
    field("sort").value = "place";
    upside = false;
    show();
    sort();
  });
  filter.hidden = false;
  show();
  sort();
})();
