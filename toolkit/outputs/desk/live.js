// The served page: buttons run commands, files are dropped, progress is shown. Everything else is desk.js.
"use strict";
(() => {
  const box = document.getElementById("live");
  const word = document.querySelector('meta[name="desk-token"]').content;
  const QUICK = 700, SLOW = 15000, LARGEST = 200 * 1024 * 1024;
  const NAMES = { unit: "单位", reason: "原因", name: "姓名", value: "更正为", version: "版本", period: "年-月", file: "文件", how: "方式", day: "日期" };
  const SURE = /封存|撤销|撤回/;  // asks once more where nothing else is asked
  const kept = (key, text) => text === undefined ? sessionStorage.getItem(key) : sessionStorage.setItem(key, text);
  const forget = (key) => sessionStorage.removeItem(key);

  function make(tag, properties, ...inside) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (name in element && name !== "list") element[name] = value;
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
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.fault || "工作台没有答应这个操作，请刷新页面再试。");
    return told;
  }

  // --- What is always there

  const files = make("input", { type: "file", multiple: true, id: "live-files" });
  const came = make("ul", { className: "live-came" });
  const notice = make("p", { className: "live-notice", role: "status" });
  const head = make("h2", { id: "live-head", tabIndex: -1 });
  const now = make("p", { className: "live-now", role: "status" });
  const bar = make("progress", { max: 1, "aria-labelledby": "live-head" });
  const output = make("pre", { tabIndex: 0, "aria-label": "这一步的输出" });
  const whole = make("details", {}, make("summary", {}, "这一步的全部输出"), output);
  const run = make("section", { className: "live-run", hidden: true, "aria-labelledby": "live-head" }, head, now, bar, whole);
  const stop = make("button", { type: "button", className: "live-stop" }, "关闭工作台");
  const drop = make("label", { className: "live-drop", htmlFor: "live-files" },
    make("strong", {}, "把收到的报表拖到这里"), make("span", {}, "邮件、压缩包、文件夹都可以，会放进 inbox；也可以选文件："), files);
  box.append(drop, came, notice, run, stop);
  box.hidden = false;

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

  function field(name) {
    const id = `live-${name}`;
    const known = document.getElementById({ unit: "units", name: "people" }[name]);
    const values = known ? [...known.options].map((option) => option.value) : [];
    let input;
    if (values.length) {
      input = make("select", { id, name, required: true }, make("option", { value: "" }, "请选择"),
        ...values.map((value) => make("option", { value }, value)));
    } else if (name === "reason") input = make("textarea", { id, name, required: true, rows: 3, maxLength: 500 });
    else input = make("input", { id, name, required: true, maxLength: 500, type: { version: "number", day: "date" }[name] || "text" });
    if (name === "name") input.value = kept("name") || "";
    return make("p", {}, make("label", { htmlFor: id }, NAMES[name] || name), input);
  }

  function asking(button, asks) {
    const fault = make("p", { className: "live-fault", role: "alert" });
    const go = make("button", { type: "submit" }, "确定");
    const leave = make("button", { type: "button" }, "取消");
    const form = make("form", { method: "dialog" }, make("h2", { id: "live-title" }, button.dataset.label),
      ...(button.dataset.about ? [make("p", {}, button.dataset.about)] : []),
      ...asks.map(field), fault, make("p", { className: "live-answers" }, go, leave));
    const dialog = make("dialog", { "aria-labelledby": "live-title" }, form);
    leave.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(form));
      if (fields.name) kept("name", fields.name);
      go.disabled = true;
      try {
        await begin(button, fields);
        dialog.close();
      } catch (error) {
        fault.textContent = error.message;
        go.disabled = false;
      }
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  async function begin(button, fields) {
    const told = await ask("/run", JSON.stringify({ id: button.dataset.id, fields }));
    if (told.path !== undefined) return shown(told);
    forget("came");
    listed();
    say("");
    watched = true;
    head.textContent = `正在做：${button.dataset.label}`;
    run.hidden = false;
    head.focus();
    look();
  }

  function shown(told) {
    say(told.opened ? "已在这台电脑上打开。" : `这台电脑上打不开窗口，位置是：${told.path}`, !told.opened);
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.act[data-id]");
    if (!button) return;
    const asks = (button.dataset.asks || "").split(" ").filter(Boolean);
    if (asks.length || SURE.test(button.dataset.label)) return asking(button, asks);
    try {
      await begin(button, {});
    } catch (error) {
      say(error.message, true);
      notice.scrollIntoView({ block: "center" });
    }
  });

  // A paper is opened where it lies, so that what is edited is the paper itself and not a copy of it.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.origin !== location.origin) return;
    const path = decodeURIComponent(link.pathname);
    if (!path.startsWith("/outbox/") || link.pathname === location.pathname) return;
    event.preventDefault();
    try {
      const told = await ask("/open", JSON.stringify({ path: path.slice(1) }));
      if (told.opened || told.folder) shown(told);
      else if (path.endsWith(".html")) open(link.href, "_blank", "noopener");
      else location.assign(link.href);
    } catch (error) {
      say(error.message, true);
    }
  });

  stop.addEventListener("click", async () => {
    try {
      await ask("/stop", "");
      ended("工作台已经关闭，可以关掉这个网页了。");
    } catch (error) {
      say(error.message, true);
    }
  });

  // --- Progress

  let watched = false, mark = null, timer = 0, over = false;

  function ended(text) {
    over = true;
    clearTimeout(timer);
    say(text, true);
    for (const button of document.querySelectorAll("button.act, .live-stop")) button.disabled = true;
    files.disabled = true;
  }

  function show(state) {
    run.hidden = !state.label;
    if (!state.label) return;
    const [what, done, total] = state.progress || ["", 0, 0];
    head.textContent = state.running ? `正在做：${state.label}` : `刚才做的：${state.label}`;
    now.textContent = state.running
      ? (total ? `${what} ${done}/${total}` : (state.lines.at(-1) || "准备中……")) : `${state.outcome}。`;
    bar.hidden = !state.running;
    if (total) bar.value = done / total;
    else bar.removeAttribute("value");
    output.textContent = state.lines.join("\n");
    run.classList.toggle("live-fault", !state.running && state.code !== 0);
    for (const button of document.querySelectorAll("button.act")) button.disabled = state.running;
  }

  async function look() {
    clearTimeout(timer);
    if (over) return;
    let state;
    try {
      const answer = await fetch("/state");
      if (!answer.ok) throw new Error();
      state = await answer.json();
    } catch {
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
    mark ??= state.page;
    if (!state.running && mark !== state.page) {
      const again = make("button", { type: "button" }, "刷新");
      again.addEventListener("click", () => location.reload());
      say("有人在别处做了新的一步，这个页面旧了。");
      notice.append(" ", again);
      mark = state.page;
    }
    timer = setTimeout(look, state.running ? QUICK : SLOW);
  }

  listed();
  look().then(() => {
    if (!kept("finished")) return;
    forget("finished");
    whole.open = true;
    output.scrollTop = output.scrollHeight;
    head.focus();
  });
})();
