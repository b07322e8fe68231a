"use strict";
// Finds rows by words, numbers or the first letters of pinyin; copies commands. Without it the page shows everything.
(() => {
  const field = document.getElementById("find");
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll("[data-find]")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const letters = rows.map((row) => (row.dataset.initials || "").split(" ").filter(Boolean));
  const parts = [...document.querySelectorAll("details.part")];

  const begins = (groups, word) =>
    groups.some((_, start) =>
      start + word.length <= groups.length &&
      [...word].every((letter, at) => groups[start + at].includes(letter)));

  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, number) => {
      const fits = words.every((word) => texts[number].includes(word) ||
        (word.length > 1 && begins(letters[number], word)));
      row.hidden = !fits;
      shown += fits;
    });
    for (const part of parts) {
      const inside = part.querySelectorAll("[data-find]:not([hidden])").length;
      part.hidden = words.length > 0 && inside === 0;
      part.open = words.length > 0 && inside > 0;
    }
    found.textContent = words.length === 0 ? "" :
      shown > 0 ? `找到 ${shown} 条。` : "没有找到，请换一个说法，或点“清除”。";
  };

  field.addEventListener("input", show);
  document.getElementById("finder").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("reset").addEventListener("click", () => {
    field.value = "";
    show();
    field.focus();
  });

  const copy = (text, button) => {
    const done = () => { button.textContent = "已复制"; };
    const select = () => {
      const range = document.createRange();
      range.selectNodeContents(button.previousElementSibling);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = document.execCommand("copy") ? "已复制" : "已选中，请按 Ctrl+C";
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select);
    else select();
  };
  for (const node of document.querySelectorAll(".act code, pre.chat")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = node.tagName === "PRE" ? "复制群消息" : "复制命令";
    button.addEventListener("click", () => copy(node.textContent, button));
    node.after(button);
  }
})();
