"use strict";
// Sorts and filters tables that are complete without it.
(() => {
  const value = (row, at) => {
    const cell = row.cells[at];
    const text = cell.dataset.value ?? cell.textContent.trim();
    if (cell.dataset.state) return Number.parseFloat(text) || (text.startsWith("0") ? 0 : -1);
    const number = text === "" ? 0 : Number(text);
    return Number.isNaN(number) ? text.toLocaleLowerCase() : number;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));

  const sort = (table, heading) => {
    const at = heading.cellIndex;
    const body = table.tBodies[0];
    const keyed = [...body.rows].map((row) => [value(row, at), row]);
    const rising = heading.ariaSort
      ? heading.ariaSort !== "ascending"
      : !heading.classList.contains("number"); // of numbers, the largest first
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
    keyed.sort((a, b) => (rising ? compare(a[0], b[0]) : compare(b[0], a[0])));
    body.append(...keyed.map((pair) => pair[1]));
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    for (const label of table.tHead.querySelectorAll(".sort")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...label.childNodes);
      button.addEventListener("click", () => sort(table, button.closest("th")));
      label.replaceWith(button);
    }
  }

  for (const form of document.querySelectorAll("form[data-filters]")) {
    const table = document.getElementById(form.dataset.filters);
    const rows = [...table.tBodies[0].rows].map((row) => ({
      row,
      name: row.cells[0].textContent.toLocaleLowerCase(),
      seen: (row.dataset.seen ?? "").split(" "),
      states: (row.dataset.states ?? "").split("|"),
    }));
    const field = (name) => form.querySelector(`[data-filter="${name}"]`)?.value ?? "";
    const apply = () => {
      const [name, question, state, seen] = ["name", "question", "state", "seen"].map(field);
      const wanted = name.trim().toLocaleLowerCase();
      let shown = 0;
      for (const one of rows) {
        // The first two columns are name and total.
        const states = question
          ? [one.row.cells[Number(question) + 1].dataset.state]
          : one.states;
        const fits =
          one.name.includes(wanted) &&
          (!state || states.includes(state)) &&
          (!seen || one.seen.includes(seen));
        one.row.hidden = !fits;
        shown += fits;
      }
      form.querySelector("output").textContent = `${shown} of ${rows.length} shown`;
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    for (const button of document.querySelectorAll("button[data-show]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        form.reset();
        const select = form.querySelector('[data-filter="seen"]');
        select.value = button.dataset.show;
        setTimeout(() => {
          apply();
          select.focus();
          form.scrollIntoView();
        });
      });
    }
    apply();
  }
})();
