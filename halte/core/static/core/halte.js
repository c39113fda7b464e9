// What JavaScript adds. Every page does its work without this file.

const near = document.querySelector("[data-near]");
if (near && "geolocation" in navigator) {
  near.hidden = false;
  near.addEventListener("click", (event) => {
    event.preventDefault();
    near.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(near.href);
        address.search = "";
        for (const field of document.querySelectorAll("#ask input[type=hidden]")) {
          address.searchParams.append(field.name, field.value);
        }
        address.searchParams.set("lat", coords.latitude.toFixed(4));
        address.searchParams.set("lon", coords.longitude.toFixed(4));
        location.assign(address);
      },
      () => {
        near.removeAttribute("aria-busy");
        const words = near.querySelector("span");
        words.textContent = near.dataset.nearFails;
        words.setAttribute("role", "status");
        document.getElementById("place").focus();
      },
      { timeout: 10000, maximumAge: 300000 },
    );
  });
}

// "Back to the search" goes back to the very list one came from.
const back = document.querySelector("[data-back]");
if (back && document.referrer.startsWith(location.origin + "/") && history.length > 1) {
  const came = new URL(document.referrer);
  if (came.pathname === new URL(back.href).pathname) back.href = came.href;
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// Read the page aloud with the browser's own voice, in the page's language.
const read = document.querySelector("[data-read]");
if (read && "speechSynthesis" in window) {
  const [start, stop] = ["[data-read-start]", "[data-read-stop]"].map((s) => read.querySelector(s));
  const show = (reading) => {
    start.hidden = reading;
    stop.hidden = !reading;
  };
  read.hidden = false;
  read.addEventListener("click", () => {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      show(false);
      return;
    }
    const words = [...document.querySelectorAll("[data-aloud] :is(h1, h2, p, li, th, td, address, b)")]
      .filter((part) => part.offsetParent && !part.querySelector("p, li, th, td, b, h2"))
      .map((part) => part.innerText.trim())
      .filter(Boolean);
    words.forEach((text, index) => {
      const speech = new SpeechSynthesisUtterance(text);
      speech.lang = document.documentElement.lang;
      if (index === words.length - 1) speech.onend = () => show(false);
      speechSynthesis.speak(speech);
    });
    show(true);
  });
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}

// A question that belongs to some answers (`kind=one|two`) is shown with those only.
for (const part of document.querySelectorAll("[data-only]")) {
  const [name, values] = part.dataset.only.split("=");
  const answers = document.querySelectorAll(`input[type=radio][name="${name}"]`);
  const show = () => {
    part.hidden = ![...answers].some((one) => one.checked && values.split("|").includes(one.value));
  };
  for (const one of answers) one.addEventListener("change", show);
  show();
}

document.querySelector("[data-focus]")?.focus();

// A language menu closes with Escape, and when one clicks elsewhere.
for (const menu of document.querySelectorAll(".h-lang__menu")) {
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

// With htmx the filters answer by themselves: the button is only for those without it.
document.addEventListener("htmx:load", () => {
  const filters = document.getElementById("filters");
  if (filters) filters.classList.add("is-live");
});

// After the answers were exchanged the title and the language links follow the address.
document.addEventListener("htmx:afterSettle", (event) => {
  const heading = document.getElementById("heading");
  if (event.target.id !== "answers" || !heading) return;
  document.title = `${heading.textContent} – Halte`;
  document.getElementById("said").textContent = heading.textContent;
  for (const link of document.querySelectorAll("a[hreflang]")) {
    link.search = location.search;
  }
});
