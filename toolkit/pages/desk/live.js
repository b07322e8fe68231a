// The served page: buttons run commands, files are dropped, progress is shown. Everything else is desk.js.
"use strict";
(() => {
  const meta = document.querySelector('meta[name="token"]');
  if (!meta) return;
  const word = meta.content;
  const CLOSED = 451;  // nothing may be shown any more
  const QUICK = 700, SLOW = 15000, LARGEST = 200 * 1024 * 1024;
  const SURE = /封存|撤/;  // pressed twice where nothing else is asked
  const kept = (key, text) => text === undefined ? sessionStorage.getItem(key) : sessionStorage.setItem(key, text);
  const forget = (key) => sessionStorage.removeItem(key);

  function make(tag, properties, ...inside) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...inside);
    return element;
  }

  async function ask(path, body) {
    let answer;
    try {
      answer = await fetch(path, { method: "POST", headers: { "X-Desk-Token": word }, body });
    } catch {
      throw new Error("工作台没有回应，可能已经关闭。请重新启动工作台，再打开它给出的网址。");
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.status === CLOSED) cleared(said.fault);
    if (!answer.ok) throw new Error(said.fault || "工作台没有答应这个操作，请刷新页面再试。");
    return said;
  }

  // --- What is always there

  const files = document.getElementById("dropped");
  const drop = document.getElementById("droparea");
  const notice = document.getElementById("progress");
  const came = make("ul", { className: "live-came", "aria-label": "刚放入的文件" });
  const stop = make("button", { type: "button", className: "live-stop" }, "关闭工作台");
  const head = make("h2", { id: "live-head", tabIndex: -1 });
  const now = make("p", { className: "live-now", role: "status" });
  const bar = make("progress", { max: 1, "aria-labelledby": "live-head" });
  const output = make("pre", { tabIndex: 0, "aria-label": "这一步的输出" });
  const whole = make("details", {}, make("summary", {}, "这一步的全部输出"), output);
  const run = make("section", { className: "live-run", hidden: true, "aria-labelledby": "live-head" }, head, now, bar, whole);
  document.querySelector(".stages").after(run);
  notice.before(came);
  document.querySelector("footer").append(stop);

  function say(text, fault) {
    notice.textContent = text;
    notice.classList.toggle("live-fault", Boolean(fault));
  }

  // --- Files

  async function* inside(entry) {
    if (entry.isFile) {
      yield await new Promise((found, failed) => entry.file(found, failed));
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((found, failed) => reader.readEntries(found, failed));
      if (!some.length) return;
      for (const one of some) yield* inside(one);
    }
  }

  function listed() {
    came.replaceChildren(...JSON.parse(kept("came") || "[]").map(([name, fate, fault]) =>
      make("li", { className: fault ? "live-fault" : "" }, `${name}：${fate}`)));
  }

  function fate(name, text, fault) {
    kept("came", JSON.stringify([...JSON.parse(kept("came") || "[]"), [name, text, Boolean(fault)]]));
    listed();
  }

  async function send(file) {
    if (file.size > LARGEST) throw new Error("超过 200 MB，没有收。请核对是不是拿错了文件。");
    const { name } = await ask(`/upload?name=${encodeURIComponent(file.name)}`, file);
    return name === file.name ? "已放进 inbox" : `已放进 inbox，名字是 ${name}`;
  }

  async function take(dropped) {
    let taken = 0;
    say("正在放进 inbox……");
    try {
      for await (const file of dropped) {
        try {
          fate(file.name, await send(file));
          taken += 1;
        } catch (error) {
          fate(file.name, error.message, true);
        }
      }
    } catch {
      say("有的文件读不出来，没有收。请把文件先存到电脑上再拖。", true);
      return;
    }
    if (taken) location.reload();
    else say("没有文件放进 inbox。", true);
  }

  async function* entries(items) {
    for (const item of items) yield* inside(item);
  }

  files.addEventListener("change", () => files.files.length && take([...files.files]));
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    addEventListener(kind, (event) => {
      if (![...(event.dataTransfer?.types || [])].includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("live-over", kind === "dragenter" || kind === "dragover");
      if (kind !== "drop") return;
      const found = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
      take(found.length && found.every(Boolean) ? entries(found) : [...event.dataTransfer.files]);
    });
  }

  // --- Buttons

  const forms = [...document.querySelectorAll("form.act[data-action]")];
  const buttons = forms.map((form) => form.querySelector("button"));

  // Where a sentence names a button, the name leads to it.
  const NAMED = /点“([^”]+)”/;
  function jumps(place) {
    const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("a, button, summary")) found.push(walk.currentNode);
    for (let node of found) {
      for (let named; (named = NAMED.exec(node.data)); ) {
        const label = node.splitText(named.index + 1);
        node = label.splitText(named[1].length + 2);
        const near = label.parentElement.closest("li, tr, section");
        const fits = forms.filter((form) => form.querySelector("button").textContent === named[1]);
        const form = fits.find((one) => near && near.contains(one)) || fits[0];
        if (!form) continue;
        const link = make("a", { className: "jump", href: "#" + form.closest("section").getAttribute("aria-labelledby") });
        label.replaceWith(link);
        link.append(label);
        link.addEventListener("click", (event) => {
          event.preventDefault();
          for (let one = form; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
          form.scrollIntoView({ block: "center" });
          form.querySelector("select, input, button").focus();
        });
      }
    }
  }

  function told(form, text) {
    const place = form.querySelector("[role=alert]") || form.appendChild(make("p", { className: "live-fault", role: "alert" }));
    place.textContent = text;
  }

  function sure(form, button) {
    if (form.elements.length > 1 || !SURE.test(button.textContent) || button.dataset.sure) return true;
    const label = button.textContent;
    button.dataset.sure = "1";
    button.textContent = `确定${label}？请再点一次`;
    setTimeout(() => { delete button.dataset.sure; button.textContent = label; }, 8000);
    return false;
  }

  async function begin(form) {
    const fields = Object.fromEntries(new FormData(form));
    if (fields.name) kept("name", fields.name);
    const month = meta.dataset.month;
    const answer = await ask("/run", JSON.stringify({ id: form.dataset.action, fields, month }));
    if (answer.path !== undefined) return shown(answer);
    forget("came");
    listed();
    say("");
    watched = true;
    head.textContent = `正在做：${answer.label}`;
    run.hidden = false;
    head.focus();
    look();
  }

  for (const [at, form] of forms.entries()) {
    const name = form.elements.namedItem("name");
    if (name && !name.value) name.value = kept("name") || "";
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!sure(form, buttons[at])) return;
      told(form, "");
      buttons[at].disabled = true;
      try {
        await begin(form);
      } catch (error) {
        told(form, error.message);
      } finally {
        buttons[at].disabled = busy;
      }
    });
  }

  function shown({ opened, path }) {
    say(opened ? `已在这台电脑上打开：${path}` : `这台电脑上打不开窗口，位置是：${path}`, !opened);
  }

  // A paper is opened where it lies, so that what is edited is the paper itself and not a copy of it.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.origin !== location.origin) return;
    const path = decodeURIComponent(link.pathname);
    if (!path.startsWith("/outbox/") || link.pathname === location.pathname) return;
    event.preventDefault();
    try {
      const answer = await ask("/open", JSON.stringify({ path: path.slice(1) }));
      if (answer.opened || answer.folder) shown(answer);
      else if (path.endsWith(".html")) open(link.href, "_blank", "noopener");
      else location.assign(link.href);
    } catch (error) {
      say(error.message, true);
    }
  });

  for (const button of document.querySelectorAll("button[data-open]")) {
    button.addEventListener("click", async () => {
      try {
        shown(await ask("/open", JSON.stringify({ path: button.dataset.open })));
      } catch (error) {
        say(error.message, true);
      }
    });
  }

  stop.addEventListener("click", async () => {
    try {
      await ask("/stop", "");
      ended("工作台已经关闭，可以关掉这个网页了。");
    } catch (error) {
      say(error.message, true);
    }
  });

  // --- Progress

  let watched = false, busy = false, mark = null, timer = 0, turn = 0, over = false;

  function ended(text) {
    over = true;
    clearTimeout(timer);
    say(text, true);
    for (const button of [...buttons, stop]) button.disabled = true;
    files.disabled = true;
  }

  // The office's papers bear a mark of secrecy now: what stands here goes, and why is said.
  function cleared(text) {
    over = true;
    clearTimeout(timer);
    document.querySelector("header").remove();
    document.querySelector("main").replaceChildren(make("h1", { tabIndex: -1 }, "工作台已经停用"), make("p", { role: "alert" }, text));
    document.querySelector("main h1").focus();
  }

  let step = { what: "" };
  function doing({ progress }) {
    if (!progress) return "正在办，请稍等……";
    const [what, done, total] = progress;
    if (done >= total) return `${what} ${done}/${total}，接着做下一步……`;
    if (step.what !== what) step = { what, done, since: Date.now() };
    const made = done - step.done;
    const left = made ? Math.ceil((Date.now() - step.since) / 1000 * (total - done) / made) : 0;
    return `${what} ${done}/${total}${left ? `，还要约 ${left} 秒` : ""}`;
  }

  function show(state) {
    run.hidden = !state.label;
    if (!state.label) return;
    head.textContent = state.running ? `正在做：${state.label}` : `刚才做的：${state.label}`;
    now.textContent = state.running ? `${doing(state)}（${state.seconds} 秒）` : `${state.outcome}。`;
    bar.hidden = !state.running || !state.progress;  // a bar without counts says nothing
    const [, done, total] = state.progress || ["", 0, 0];
    bar.value = total ? done / total : 0;
    // What comes next stands below, with its button; the folder stands above.
    output.textContent = state.lines.filter((line) => !/^(接下来做|工作文件夹)：/.test(line)).join("\n");
    jumps(output);
    run.classList.toggle("live-fault", !state.running && state.code !== 0);
    busy = state.running;
    for (const button of buttons) button.disabled = busy;
  }

  async function look() {
    clearTimeout(timer);
    if (over) return;
    const mine = turn += 1;  // an answer that was asked for before a later question, before a command began too, is old
    let state;
    try {
      const answer = await fetch("/state");
      if (answer.status === CLOSED) return cleared((await answer.json()).fault);
      if (!answer.ok) throw new Error();
      state = await answer.json();
      if (mine !== turn) return;
    } catch {
      if (mine !== turn) return;
      say("工作台没有回应，可能已经关闭。请重新启动工作台，再打开它给出的网址。", true);
      timer = setTimeout(look, SLOW);
      return;
    }
    show(state);
    if (watched && !state.running) {
      kept("finished", "1");
      location.reload();
      return;
    }
    watched = state.running;
    if (!state.running && kept("finished")) arrived();
    if (mark === null) mark = state.page;
    if (!state.running && mark !== state.page) {
      const again = make("button", { type: "button" }, "刷新");
      again.addEventListener("click", () => location.reload());
      say("有人在别处做了新的一步，这个页面旧了。");
      notice.append(" ", again);
      mark = state.page;
    }
    timer = setTimeout(look, state.running ? QUICK : SLOW);
  }

  addEventListener("focus", () => look());  // back from Word or another window
  // The page after a command: what became of it, whichever of several questions is answered first.
  function arrived() {
    whole.open = true;
    output.scrollTop = output.scrollHeight;
    head.focus();
    forget("finished");
  }

  for (const place of document.querySelectorAll(".step, .note, .things p, .line")) jumps(place);
  listed();
  look();
})();
