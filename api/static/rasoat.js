/* What htmx does not do by itself. All pages read and search without this file. */
"use strict";

/* Forms that htmx sends carry the same token as the others. */
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('input[name="csrf"]');
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = token.value;
});

/* The new answer is told to screen readers; the list below it is not read out at every key. */
document.addEventListener("htmx:afterSwap", (event) => {
  const said = event.detail.target.querySelector("[data-say]");
  const status = document.getElementById("loan-bao");
  if (said && status) status.textContent = said.textContent.trim().replace(/\s+/g, " ");
});

/* A wrong date comes back as a whole answer with status 422: show what is wrong by loading the page. */
document.addEventListener("htmx:responseError", (event) => {
  const form = event.detail.elt.closest("form");
  if (event.detail.xhr.status === 422 && form && form.method === "get") form.submit();
});

/* A one-line box swallows line breaks; a pasted description keeps its clauses apart. */
document.addEventListener("paste", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.name !== "q") return;
  const text = event.clipboardData.getData("text");
  if (!/\n/.test(text.trim())) return;
  event.preventDefault();
  const joined = text.trim().replace(/([.;:])?\s*\n\s*/g, (_, end) => (end || ";") + " ");
  box.setRangeText(joined, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
});

/* Lines of a table by key: j and k from anywhere, arrows once a line has the focus; Enter opens it, being a link. */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const rows = [...document.querySelectorAll("a[data-row]")];
  const here = rows.indexOf(document.activeElement);
  const step = { j: 1, k: -1, ...(here >= 0 && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
  if (!step || !rows.length) return;
  event.preventDefault();
  const row = rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1)];
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
});

/* Texts to take along: the button is there only where the clipboard is. */
if (navigator.clipboard) for (const part of document.querySelectorAll(".copying")) part.hidden = false;
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  const told = button.parentElement.querySelector("[data-copied]");
  told.textContent = told.dataset.copied;
});
