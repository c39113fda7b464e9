// Warns before a session ends for want of requests, and lets people go on with one touch.

const idle = document.querySelector("[data-idle]");

if (idle && idle.showModal) {
  const part = (name) => idle.querySelector(`[data-idle-${name}]`);
  const form = idle.querySelector("form");
  const warns = Number(idle.dataset.warns) * 1000;
  let until = Date.now() + Number(idle.dataset.left) * 1000;
  let timer = 0;

  // Another window may have kept the session alive: the server knows.
  async function ask(method) {
    const headers = { Accept: "application/json" };
    if (method === "POST") headers["X-CSRFToken"] = form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(idle.dataset.idle, { method, headers });
    until = Date.now() + (answer.ok && !answer.redirected ? (await answer.json()).left : 0) * 1000;
  }

  function wait(milliseconds, next) {
    clearTimeout(timer);
    timer = setTimeout(next, Math.max(0, milliseconds));
  }

  async function look() {
    try {
      await ask("GET");
    } catch {
      // Without a network the old time holds.
    }
    if (until - Date.now() > warns) wait(until - Date.now() - warns, look);
    else warn();
  }

  function warn() {
    if (!idle.open) idle.showModal();
    count();
  }

  function count() {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    part("count").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left > 0) wait(1000, count);
    else wait(0, end);
  }

  async function end() {
    try {
      await ask("GET");
    } catch {
      until = 0;
    }
    if (until - Date.now() > warns) {
      idle.close();
      wait(until - Date.now() - warns, look);
      return;
    }
    for (const shown of [form, part("time"), part("why")]) shown.hidden = true;
    for (const hidden of [part("over"), part("close")]) hidden.hidden = false;
    part("close").focus();
  }

  async function stay() {
    try {
      await ask("POST");
    } catch {
      return;
    }
    idle.close();
    // The working day may be over: then there is nothing to lengthen.
    const left = until - Date.now();
    if (left > warns) wait(left - warns, look);
    else wait(left, warn);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    stay();
  });
  idle.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (part("over").hidden) stay();
    else idle.close();
  });
  part("close").addEventListener("click", () => idle.close());
  wait(until - Date.now() - warns, look);
}
