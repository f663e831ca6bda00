"use strict";
(() => {
  const viewer = document.getElementById("viewer");
  const picture = document.getElementById("picture");
  const film = picture.querySelector(".film");
  const whole = picture.viewBox.baseVal;
  const all = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  const view = { ...all };
  const largestZoom = 16;

  document.getElementById("toolbar").hidden = false;
  document.getElementById("hint").hidden = false;

  const show = () => {
    // Never beyond the picture's edge.
    view.x = Math.min(Math.max(view.x, all.x), all.x + all.width - view.width);
    view.y = Math.min(Math.max(view.y, all.y), all.y + all.height - view.height);
    picture.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  };

  // The point of the picture that is kept where it is: (0.5, 0.5) is the middle of the view.
  const zoom = (factor, acrossX = 0.5, acrossY = 0.5) => {
    const width = Math.min(all.width, Math.max(all.width / largestZoom, view.width / factor));
    const height = (all.height * width) / all.width;
    view.x += (view.width - width) * acrossX;
    view.y += (view.height - height) * acrossY;
    view.width = width;
    view.height = height;
    show();
  };
  const move = (acrossX, acrossY) => {
    view.x += acrossX * view.width;
    view.y += acrossY * view.height;
    show();
  };
  const fit = () => {
    Object.assign(view, all);
    show();
  };

  const zoomBy = { in: () => zoom(1.5), out: () => zoom(1 / 1.5), all: fit };
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", zoomBy[button.dataset.zoom]);
  }
  const keys = {
    "+": zoomBy.in, "=": zoomBy.in, "-": zoomBy.out, "0": fit,
    ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0),
    ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
  };
  viewer.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Where in the view an event happened, as shares of its width and height.
  const across = (event) => {
    const box = picture.getBoundingClientRect();
    const scale = Math.min(box.width / view.width, box.height / view.height);
    return {
      x: ((event.clientX - box.left - (box.width - view.width * scale) / 2) / scale) / view.width,
      y: ((event.clientY - box.top - (box.height - view.height * scale) / 2) / scale) / view.height,
    };
  };
  viewer.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const at = across(event);
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, at.x, at.y);
  }, { passive: false });
  viewer.addEventListener("dblclick", (event) => {
    const at = across(event);
    zoom(2, at.x, at.y);
  });

  let last = null;
  viewer.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    last = across(event);
    viewer.setPointerCapture(event.pointerId);
    viewer.classList.add("moving");
  });
  viewer.addEventListener("pointermove", (event) => {
    if (last === null) return;
    const at = across(event);
    move(last.x - at.x, last.y - at.y);
    last = across(event);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    viewer.addEventListener(end, () => {
      last = null;
      viewer.classList.remove("moving");
    });
  }

  for (const box of document.querySelectorAll("[data-layer]")) {
    const apply = () => picture.classList.toggle(`hide-${box.dataset.layer}`, !box.checked);
    box.addEventListener("change", apply);
    apply();
  }
  const brightness = document.getElementById("brightness");
  const contrast = document.getElementById("contrast");
  const filter = () => {
    film.style.filter = `brightness(${brightness.value}%) contrast(${contrast.value}%)`;
  };
  for (const slider of [brightness, contrast]) slider.addEventListener("input", filter);

  // Values that are absent stay last in either direction.
  const sortBy = (table, column, ascending) => {
    const body = table.tBodies[0];
    const value = (row) => row.cells[column].dataset.value ?? "";
    const compare = (a, b) => {
      const x = value(a), y = value(b);
      if (x === "" || y === "") return (x === "") - (y === "");
      const order = Number.isNaN(Number(x)) ? x.localeCompare(y) : Number(x) - Number(y);
      return ascending ? order : -order;
    };
    body.append(...[...body.rows].sort(compare));
  };
  const headers = [...document.querySelectorAll("#vertebrae thead th")];
  headers.forEach((header, column) => {
    header.querySelector("button").addEventListener("click", () => {
      const ascending = header.getAttribute("aria-sort") !== "ascending";
      for (const other of headers) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sortBy(header.closest("table"), column, ascending);
    });
  });
})();
