// The computer's own page and the big screen look again by themselves. Without this file, a link does.
const said = document.querySelector("[data-said]");

const look = async () => {
  const part = document.querySelector("[data-again]");
  if (!part) return;
  try {
    const answer = await fetch(location.pathname, { cache: "no-store", redirect: "error" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-again]");
      if (fresh) show(part, fresh, page.title);
    }
  } catch {
    /* Without a network the page keeps what it showed. */
  }
  later(part);
};

// What changes is said aloud once; the button that somebody is about to press stays where it is.
const show = (part, fresh, title) => {
  document.title = title;
  if (fresh.dataset.level !== part.dataset.level) {
    said.textContent = fresh.querySelector("[data-words]")?.textContent ?? "";
    part.dataset.level = fresh.dataset.level;
  }
  const held = part.contains(document.activeElement) ? nameOf(document.activeElement) : "";
  part.replaceChildren(...fresh.childNodes);
  if (held) [...part.querySelectorAll("a, button")].find((each) => nameOf(each) === held)?.focus();
};
const nameOf = (element) => element.textContent.trim();

const later = (part) => setTimeout(look, Number(part.dataset.again) * 1000);
const first = document.querySelector("[data-again]");
if (first) later(first);
