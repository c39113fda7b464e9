// What JavaScript adds to the work face. Every page does its work without this file.
"use strict";

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
