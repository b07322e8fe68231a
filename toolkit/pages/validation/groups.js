"use strict";
// A unit is looked for among all groups; an address with #unit=653101, as other pages give it, goes on to its group's page.
(() => {
  const unit = location.hash.includes("=") && new URLSearchParams(location.hash.slice(1)).get("unit");
  const at = unit && document.querySelector(`a[data-unit="${CSS.escape(unit)}"]`);
  if (at) {
    location.replace(at.getAttribute("href"));
    return;
  }
  const field = document.getElementById("find");
  const groups = [...document.querySelectorAll("details.group")];
  const lost = document.getElementById("lost");
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    groups.forEach((group) => {
      let here = 0;
      group.querySelectorAll("li").forEach((row) => {
        const fits = words.every((word) => row.dataset.find.toLowerCase().includes(word));
        row.hidden = !fits;
        here += fits;
      });
      group.hidden = !here;
      group.open = words.length > 0 && here > 0;
      found += here;
    });
    lost.hidden = found > 0;
  });
  document.getElementById("finder").addEventListener("submit", (event) => event.preventDefault());
})();
