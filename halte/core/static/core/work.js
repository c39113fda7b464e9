// What JavaScript adds to the work face. Every page does its work without this file.

// A menu closes with Escape, and when one clicks elsewhere.
for (const menu of document.querySelectorAll("[data-menu]")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// A long list of spaces gets shorter while one types.
const narrow = document.querySelector("[data-narrow]");
if (narrow) {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const field = narrow.querySelector("input");
  const none = document.querySelector("[data-narrow-none]");
  const lines = [...document.querySelectorAll("#spaces li")];
  narrow.hidden = false;
  field.addEventListener("input", () => {
    const wanted = plain(field.value.trim());
    for (const line of lines) line.hidden = !plain(line.textContent).includes(wanted);
    none.hidden = lines.some((line) => !line.hidden);
  });
  narrow.closest("details").addEventListener("toggle", (event) => {
    if (event.target.open) field.focus();
  });
}

// The bell says how much waits; asked once the page is there, so that no page waits for it.
const bell = document.querySelector("[data-bell]");
if (bell) {
  const [shown, said] = [bell.querySelector(".w-bell__n"), bell.querySelector(".vh")];
  fetch(bell.dataset.bell, { headers: { Accept: "application/json" }, redirect: "error" })
    .then((answer) => (answer.ok ? answer.json() : { number: 0 }))
    .then(({ number, words }) => {
      if (!number) return;
      shown.textContent = number > 99 ? "99+" : number;
      shown.hidden = false;
      said.textContent = ` ${words}`;
    })
    .catch(() => {});
}

// Single keys. Whoever speaks to the computer, or hits keys by accident, can turn them off.
const OFF = "halte-keys-off";
const kept = {
  get off() {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  },
  set off(value) {
    try {
      localStorage.setItem(OFF, value ? "1" : "0");
    } catch {
      /* The choice then holds for this page only. */
    }
  },
};
for (const choice of document.querySelectorAll("[data-keys]")) {
  const box = choice.querySelector("input");
  choice.hidden = false;
  box.checked = !kept.off;
  box.addEventListener("change", () => {
    kept.off = !box.checked;
  });
}

const dialog = document.getElementById("shortcuts");
const writes = (target) =>
  target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), select, textarea");
const search = () => {
  // The search of the page goes before the one of the frame, which stands first in the document.
  const fields = ["main", ".w-top"].flatMap((part) => [...document.querySelectorAll(`${part} [data-search]`)]);
  const field = fields.find((each) => each.checkVisibility());
  if (field) {
    field.focus();
    field.select();
  } else {
    location.assign(document.querySelector("[href$='/work/search']").href);
  }
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (kept.off || dialog?.open || writes(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    search();
  } else if (event.key === "?" && dialog) {
    event.preventDefault();
    dialog.showModal();
  }
});
