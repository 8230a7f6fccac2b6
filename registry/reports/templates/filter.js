"use strict";
// Filters lines by verdict. Without script all lines show and the bar stays hidden.
(() => {
  const bar = document.getElementById("loc");
  const buttons = [...bar.querySelectorAll("button")];
  const shown = bar.querySelector("output");
  const items = [...document.querySelectorAll("[data-verdict]")];
  const choose = (verdict) => {
    let count = 0, cost = 0;
    for (const item of items) {
      item.hidden = verdict !== "" && item.dataset.verdict !== verdict;
      if (!item.hidden && item.dataset.cost !== undefined) {
        count += 1;
        cost += Number(item.dataset.cost);
      }
    }
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.value === verdict));
    }
    shown.textContent = `${count} dòng · ${cost.toLocaleString("vi-VN")} đồng`;
  };
  for (const button of buttons) {
    button.addEventListener("click", () => choose(button.value));
  }
  // A link to a line that the filter hides would lead nowhere.
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) {
      choose("");
      target.scrollIntoView();
    }
  });
  bar.hidden = false;
  choose("");
})();
