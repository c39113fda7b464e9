// The pin on the map: dragged, or moved by the arrow keys. The two numbers below stay the truth, so
// that the page does its work without this file.

const METRES_A_DEGREE = 111195;
const STEP = 5; // metres
const box = document.querySelector("[data-pin]");

function start() {
  const { dataset } = box;
  const lat = document.getElementById("id_lat");
  const lon = document.getElementById("id_lon");
  const said = document.querySelector("[data-pin-said]");
  const begin = { lat: Number(dataset.lat), lon: Number(dataset.lon) };
  let at = { ...begin };
  let show = () => {};

  const wide = () => METRES_A_DEGREE * Math.cos((begin.lat * Math.PI) / 180);
  const moved = (east, south) => ({
    lat: at.lat - south / METRES_A_DEGREE,
    lon: at.lon + east / wide(),
  });
  const put = (place, write = true) => {
    if (!(Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180)) return;
    at = place;
    if (write) {
      lat.value = at.lat.toFixed(6);
      lon.value = at.lon.toFixed(6);
      said.textContent = `${dataset.moved} ${lat.value}, ${lon.value}`;
    }
    show(at);
  };

  const typed = () => {
    const [north, east] = [lat, lon].map((field) => Number(field.value.trim().replace(",", ".")));
    if (lat.value.trim() && lon.value.trim() && Number.isFinite(north) && Number.isFinite(east)) {
      put({ lat: north, lon: east }, false);
    }
  };
  lat.addEventListener("input", typed);
  lon.addEventListener("input", typed);

  box.tabIndex = 0;
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", dataset.label);
  box.setAttribute("aria-describedby", "pin-hint");
  const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  box.addEventListener(
    "keydown",
    (event) => {
      const step = steps[event.key];
      if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const far = STEP * (event.shiftKey ? 10 : 1);
      put(moved(step[0] * far, step[1] * far));
    },
    true,
  );

  function onDrawing() {
    const drawing = box.querySelector("svg");
    const mark = box.querySelector("[data-pin-mark]");
    const metres = Number(dataset.metres);
    const origin = mark.transform.baseVal.consolidate().matrix;
    const middle = { x: origin.e, y: origin.f };
    show = (place) => {
      const x = middle.x + ((place.lon - begin.lon) * wide()) / metres;
      const y = middle.y - ((place.lat - begin.lat) * METRES_A_DEGREE) / metres;
      mark.setAttribute("transform", `translate(${x} ${y})`);
    };
    const follow = (event) => {
      const frame = drawing.getBoundingClientRect();
      const scale = Number(dataset.width) / frame.width;
      const x = (event.clientX - frame.left) * scale;
      const y = (event.clientY - frame.top) * scale;
      put({
        lat: begin.lat - ((y - middle.y) * metres) / METRES_A_DEGREE,
        lon: begin.lon + ((x - middle.x) * metres) / wide(),
      });
    };
    drawing.addEventListener("pointerdown", (event) => {
      drawing.setPointerCapture(event.pointerId);
      follow(event);
      drawing.addEventListener("pointermove", follow);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      drawing.addEventListener(end, () => drawing.removeEventListener("pointermove", follow));
    }
  }

  function onTiles() {
    const drawing = box.querySelector("svg");
    const holder = document.createElement("div");
    holder.className = "h-tiles";
    holder.dir = "ltr";
    const map = L.map(holder, { scrollWheelZoom: false, keyboard: false });
    const tiles = L.tileLayer(dataset.tiles, { attribution: dataset.attribution });
    tiles.once("tileload", () => drawing.classList.add("d-none"));
    tiles.once("tileerror", () => {
      holder.remove();
      onDrawing();
    });
    drawing.before(holder);
    const icon = L.divIcon({ className: "h-disc", html: "", iconSize: [28, 28] });
    const marker = L.marker([at.lat, at.lon], { icon, draggable: true, keyboard: false });
    marker.addTo(map);
    map.setView([at.lat, at.lon], 17);
    tiles.addTo(map);
    marker.on("drag", () => put({ lat: marker.getLatLng().lat, lon: marker.getLatLng().lng }));
    map.on("click", (event) => put({ lat: event.latlng.lat, lon: event.latlng.lng }));
    show = (place) => {
      marker.setLatLng([place.lat, place.lon]);
      if (!map.getBounds().contains([place.lat, place.lon])) map.panTo([place.lat, place.lon]);
    };
  }

  if (!dataset.tiles) {
    onDrawing();
    return;
  }
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = dataset.leafletCss;
  const script = document.createElement("script");
  script.src = dataset.leaflet;
  script.onload = onTiles;
  script.onerror = onDrawing;
  document.head.append(style, script);
}

if (box) start();
