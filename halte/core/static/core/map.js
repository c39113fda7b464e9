// A street map in place of the schematic one, where an operator configured tiles.
// If anything fails, the schematic map simply stays.

function streetMap(box) {
  const points = JSON.parse(box.dataset.points);
  if (!points.length) return;
  const holder = document.createElement("div");
  holder.className = "h-tiles";
  holder.dir = "ltr";
  const drawing = box.querySelector(".h-map");
  const map = L.map(holder, { scrollWheelZoom: false });
  const tiles = L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution });
  tiles.once("tileload", () => drawing.classList.add("d-none"));
  tiles.once("tileerror", () => holder.remove());
  drawing.before(holder);
  tiles.addTo(map);
  for (const [number, lat, lon, open] of points) {
    const icon = L.divIcon({
      className: `h-disc${open ? "" : " h-disc--off"}`,
      html: String(number),
      iconSize: [34, 34],
    });
    L.marker([lat, lon], { icon, keyboard: false, alt: String(number) }).addTo(map);
  }
  map.fitBounds(points.map(([, lat, lon]) => [lat, lon]), { padding: [30, 30], maxZoom: 15 });
}

function load(box) {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = box.dataset.leafletCss;
  const script = document.createElement("script");
  script.src = box.dataset.leaflet;
  script.onload = () => streetMap(box);
  document.head.append(style, script);
}

function start() {
  const box = document.querySelector("[data-map]:not([data-ready])");
  if (!box) return;
  box.dataset.ready = "1";
  if (window.L) streetMap(box);
  else load(box);
}

start();
document.addEventListener("htmx:afterSettle", start);
