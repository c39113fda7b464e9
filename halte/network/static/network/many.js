// A long list of choices gets shorter while one types. What is chosen stays in sight.

const many = document.querySelector("[data-many]");
const search = document.querySelector("[data-many-search]");
if (many && search) {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const field = search.querySelector("input");
  const said = search.querySelector("[role=status]");
  const lines = [...many.querySelectorAll("label")].map((line) => [
    line,
    line.querySelector("input"),
    plain(line.textContent),
  ]);
  search.hidden = false;
  field.addEventListener("input", () => {
    const wanted = plain(field.value.trim());
    let found = 0;
    if (wanted) many.querySelector("details").open = true;
    for (const [line, box, text] of lines) {
      const fits = text.includes(wanted);
      if (fits) found += 1;
      line.hidden = !fits && !box.checked;
    }
    said.textContent = wanted ? `${said.dataset.found} ${found}` : "";
  });
  // Enter looks for a language; it does not send the form.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
