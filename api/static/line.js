/* The page of a line: keys, drafts and copying. All of it can be read and posted without this file. */
"use strict";

/* Keys lead from line to line, to the decision and to the note; never while somebody types. */
const keys = document.getElementById("phim-tat");
keys.checked = localStorage.getItem("phim-tat") !== "off";
keys.addEventListener("change", () => localStorage.setItem("phim-tat", keys.checked ? "on" : "off"));
const follow = (rel) => document.querySelector(`a[rel="${rel}"]`)?.click();
const enter = (part) => {
  if (!part) return;
  part.closest("details")?.setAttribute("open", "");
  part.focus();
  part.scrollIntoView({ block: "center" });
};
/* A direction is chosen, and what is left to type is the reason. */
const choose = (outcome) => {
  const option = document.querySelector(`#bieu-mau [name=outcome][value="${outcome}"]`);
  if (!option) return deed.d();
  option.checked = true;
  option.dispatchEvent(new Event("input", { bubbles: true }));
  enter(document.getElementById("reason"));
};
const deed = {
  ArrowLeft: () => follow("prev"), k: () => follow("prev"),
  ArrowRight: () => follow("next"), j: () => follow("next"),
  d: () => enter(document.querySelector("#bieu-mau [name=outcome]:checked, #bieu-mau [name=outcome]")),
  n: () => enter(document.getElementById("note")),
  a: () => choose(document.getElementById("bieu-mau")?.dataset.proposed),
  r: () => choose("send_back"),
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [tabindex='0'].scroll");
  if (event.key === "Escape" && typing) typing.blur();
  if (typing || !keys.checked || event.ctrlKey || event.altKey || event.metaKey || !deed[event.key]) return;
  event.preventDefault();
  deed[event.key]();
});

/* What is typed is kept by the server a moment later, and at once when the page is left. */
const keep = (form) => {
  const state = form.querySelector(".draft");
  let waiting = 0;
  let before = Promise.resolve();
  const save = () => {
    clearTimeout(waiting);
    waiting = 0;
    const body = new FormData(form);
    before = before.then(() => fetch(form.dataset.draft, {
      method: "POST", body, keepalive: true, redirect: "error", headers: { "HX-Request": "true" },
    })).then((answer) => answer.ok, () => false).then((kept) => {
      if (!state) return;
      state.textContent = kept ? state.dataset.kept : state.dataset.lost;
      state.classList.toggle("mistake", !kept);
    });
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 600);
  };
  form.addEventListener("input", later);
  addEventListener("pagehide", () => { if (waiting) save(); });
  /* What is posted becomes an entry; a draft of it must not come after. */
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = 0;
  });
};
document.querySelectorAll("form[data-draft]").forEach(keep);
document.addEventListener("htmx:afterSwap", (event) => event.detail.target.querySelectorAll("form[data-draft]").forEach(keep));
