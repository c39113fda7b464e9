// What JavaScript adds at the desk: keys, and a board that keeps itself fresh. Every page does its
// work without this file.

const EVERY = 15000;
const OFF = "halte-keys-off";
const isOff = () => {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
};
const writes = (target) =>
  target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), select, textarea");

// The key that stands on a button or link presses it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.defaultPrevented || isOff() || writes(event.target) || document.querySelector("dialog[open]")) return;
  const pressed = [...document.querySelectorAll("[data-key]")].find(
    (each) => each.dataset.key === event.key && each.checkVisibility(),
  );
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});

// The search: Enter takes the first answer, arrows walk through them, Escape clears.
const form = document.querySelector("[data-find]");
if (form) {
  const [field, found] = [form.querySelector("input[type=search]"), document.getElementById("found")];
  const answers = () => [...found.querySelectorAll("a")];
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const [first] = answers();
    if (event.key === "Escape") {
      field.value = "";
      found.replaceChildren();
      field.blur();
    } else if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Enter" && first && found.querySelector("ul").dataset.for === field.value) {
      event.preventDefault();
      first.click();
    }
  });
  found.addEventListener("keydown", (event) => {
    const all = answers();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    (all[all.indexOf(document.activeElement) + step] ?? field).focus();
  });
}

// The board asks for itself again, but not while nobody looks at it.
const board = document.getElementById("board");
if (board && window.htmx) {
  let last = Date.now();
  const refresh = () => {
    if (document.hidden || Date.now() - last < EVERY - 1000) return;
    last = Date.now();
    window.htmx.trigger(board, "refresh");
  };
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  // An answer from another address is the page to sign in: the whole page goes there.
  board.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (target !== board) return;
    if (new URL(xhr.responseURL).pathname !== new URL(board.getAttribute("hx-get"), location.href).pathname) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
}
