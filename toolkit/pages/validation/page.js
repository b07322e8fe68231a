"use strict";
// Filters live in the address (#level=错误&unit=653101), so that every view has a link and the back button works.
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const keys = ["level", "unit", "rule", "state"];
  const fields = Object.fromEntries([...keys, "search"].map((key) => [key, document.getElementById(key)]));
  const rows = [...document.querySelectorAll("#rows tr:not(.fold)")];
  const folds = [...document.querySelectorAll("#rows tr.fold")]; // many blanks of a sheet are one line until it is opened
  const opened = new Set();
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");

  const show = () => {
    const words = fields.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = !words.length && keys.every((key) => !fields[key].value);
    let shown = 0;
    folds.forEach((fold) => {
      const open = opened.has(fold.dataset.opens);
      fold.hidden = !all;
      fold.querySelector("button").textContent = open ? "收起" : "逐格看";
      fold.querySelector("button").setAttribute("aria-expanded", open);
    });
    rows.forEach((row, number) => {
      const fits =
        keys.every((key) => !fields[key].value || row.dataset[key] === fields[key].value) &&
        words.every((word) => texts[number].includes(word));
      row.hidden = !fits || (all && row.dataset.fold !== undefined && !opened.has(row.dataset.fold));
      shown += fits;
    });
    nothing.hidden = shown > 0;
    count.textContent =
      shown === rows.length ? `共 ${rows.length} 条。` : `筛选后 ${shown} 条，全部 ${rows.length} 条。`;
  };

  const write = () => {
    const chosen = new URLSearchParams();
    for (const key in fields) if (fields[key].value.trim()) chosen.set(key, fields[key].value.trim());
    history.replaceState(null, "", chosen.size ? `#${chosen}` : location.pathname + location.search);
    show();
  };

  const read = (jump) => {
    if (!location.hash.includes("=")) return;
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const key in fields) {
      fields[key].value = chosen.get(key) || "";
      if (fields[key].selectedIndex === -1) fields[key].value = "";
    }
    show();
    if (jump) {
      const heading = document.getElementById("findings");
      heading.scrollIntoView();
      heading.focus({ preventScroll: true });
    }
  };

  folds.forEach((fold) =>
    fold.querySelector("button").addEventListener("click", () => {
      const which = fold.dataset.opens;
      if (!opened.delete(which)) opened.add(which);
      show();
    }),
  );
  form.addEventListener("input", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("reset").addEventListener("click", () => {
    for (const key in fields) fields[key].value = "";
    write();
    fields.level.focus();
  });
  addEventListener("hashchange", (event) => {
    // One that comes late, when a filter was typed meanwhile, does not take the cursor out of the field.
    if (event.newURL === location.href) read(true);
  });
  show();
  read(location.hash.includes("="));
})();
