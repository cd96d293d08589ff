"use strict";
(async () => {
  const byId = (id) => document.getElementById(id);
  const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
  const clean = (text) => String(text).replace(hidden, "?");
  const make = (tag, attributes = {}, ...children) => {
    const found = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "click") found.addEventListener("click", value);
      else found.setAttribute(name, clean(value));
    }
    for (const child of children) if (child !== null) found.append(typeof child === "string" ? clean(child) : child);
    return found;
  };
  const show = (place, ...children) => { place.replaceChildren(...children.filter((each) => each !== null)); };
  const weight = (count) => {
    for (const [size, unit] of [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]]) if (count >= size) return (count / size).toFixed(count < 10 * size ? 1 : 0) + " " + unit;
    return count + " B";
  };
  const MOST = 200;

  const opened = () => {
    const place = location.hash.startsWith("#d-") ? byId(location.hash.slice(1)) : null;
    if (place) { place.open = true; place.querySelector("summary").focus(); }
  };
  addEventListener("hashchange", opened);
  opened();
  addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details")) each.open = true; });

  const data = byId("data").textContent.trim();
  if (!data) { if (byId("explore")) byId("explore").hidden = true; document.documentElement.dataset.ready = "1"; return; }
  if (typeof DecompressionStream === "undefined") { byId("needs").textContent = "This browser is too old for this part of the page."; return; }
  const packed = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const modules = JSON.parse(await new Response(stream).text());
  byId("needs").hidden = true;
  byId("search").hidden = false;

  const partName = (number, part) => {
    const module = modules[number];
    if (!module) return "a root";
    if (part < 0) return module.name + " (its execution)";
    const found = module.parts && module.parts[part];
    if (!found) return module.name;
    return found[0] ? module.name + "." + qualified(module, part) : module.name + ", line " + found[2];
  };
  const qualified = (module, part) => module.parts[part][0];
  const edgeOf = (number, part) => {
    const module = modules[number];
    if (!module) return 0;
    return part < 0 ? module.edge : module.parts && module.parts[part] ? module.parts[part][6] : 0;
  };
  const said = (edge) => edge[0] + (edge[3] ? " " + edge[3] : "") + (edge[4] ? "" : " (only the name fits)");

  const open = (number, part) => {
    location.hash = "m=" + number + (part === undefined ? "" : "&p=" + part);
  };
  const button = (text, number, part) => make("button", { class: "plain", type: "button", click: () => open(number, part) }, text);

  const witness = (number, part) => {
    const list = [];
    const seen = new Set();
    let [m, p] = [number, part];
    for (;;) {
      const key = m + "/" + p;
      const edge = edgeOf(m, p);
      if (seen.has(key)) break;
      seen.add(key);
      list.push(make("li", {}, button(partName(m, p), m, p), edge ? " \u2190 " + said(edge) : ""));
      if (edge && typeof edge[1] === "string") list.push(make("li", {}, edge[1] + ", which this page does not list: vendorize why " + edge[1] + " leads on"));
      if (!edge || typeof edge[1] === "string" || edge[1] < 0) break;
      [m, p] = [edge[1], edge[2]];
    }
    return make("ol", { class: "path", "aria-label": "Why it is kept, back to a root" }, ...list);
  };

  const states = (module) => {
    const lines = new Map();
    (module.parts || []).forEach((part, index) => {
      const gone = !part[5] || (part[4] >= 0 && lines.get("p" + part[4]) === 0);
      lines.set("p" + index, gone ? 0 : 1);
      for (let line = part[2]; line <= part[3]; line++) lines.set(line, gone ? 0 : 1);
    });
    return lines;
  };

  const stays = (lines, part) => {
    let count = 0;
    for (let line = part[2]; line <= part[3]; line++) count += lines.get(line) === 1 ? 1 : 0;
    return count;
  };

  const source = (module, number, chosen) => {
    if (module.unlisted) return make("p", {}, "Its symbols and source did not fit in this page: vendorize why " + module.name + ".NAME tells of one.");
    if (!module.source) return make("p", {}, module.parts ? "Its source did not fit in this page." : "Nothing in it was read: it is " + (module.kept ? "kept as installed." : "dropped whole."));
    const lines = states(module);
    const heads = new Map();
    (module.parts || []).forEach((part, index) => { if (part[5] && part[6] && !heads.has(part[2])) heads.set(part[2], index); });
    const box = make("div", { class: "source", tabindex: "0", role: "region", "aria-label": "Source of " + module.name });
    const text = module.source.split(/\r\n|\r|\n/);
    if (text.at(-1) === "") text.pop();
    const range = chosen >= 0 && module.parts[chosen] ? module.parts[chosen] : null;
    text.forEach((content, index) => {
      const line = index + 1;
      const state = lines.get(line);
      const row = make("div", { class: (state === 1 ? "stays" : state === 0 ? "goes" : "") + (range && line >= range[2] && line <= range[3] ? " shown" : "") });
      row.append(make("span", { class: "number" }, String(line)), clean(content));
      if (state === 0) row.setAttribute("aria-label", "dropped, line " + line);
      if (heads.has(line)) row.append(" ", make("button", { type: "button", "aria-label": "Why is " + partName(number, heads.get(line)) + " kept?", click: () => open(number, heads.get(line)) }, "why?"));
      box.append(row);
    });
    return box;
  };

  const showModule = (number, part) => {
    const module = modules[number];
    if (!module) return;
    const chosen = part === undefined ? -1 : part;
    const parts = (module.parts || []).map((each, index) => [each, index]).filter(([each]) => each[0]);
    const heading = make("h3", {}, module.name);
    const facts = make("p", {}, (module.owner || "your own code") + ", " + module.path + ": " + weight(module.bytes[1]) + " of " + weight(module.bytes[0]) + ", " + module.functions[1] + " of " + module.functions[0] + " functions kept.");
    const hazards = (module.hazards || []).length ? make("ul", {}, ...module.hazards.map((each) => make("li", {}, each[1] + ", line " + each[0] + ": " + each[2]))) : null;
    const gone = chosen >= 0 ? module.parts && module.parts[chosen] && !module.parts[chosen][5] : !module.kept;
    const why = gone ? make("p", {}, partName(number, chosen) + " is dropped: nothing that runs needs it.") : module.edge || chosen >= 0 ? make("div", {}, make("h4", {}, "Why " + partName(number, chosen) + " is kept"), witness(number, chosen)) : null;
    const symbols = parts.length ? make("details", {}, make("summary", {}, parts.length + " symbols"), make("ul", { class: "list" }, ...parts.map(([each, index]) => make("li", {}, make("span", { class: "state" }, each[5] ? "kept" : "dropped"), " ", button(each[0], number, index))))) : null;
    const lines = states(module);
    const picture = parts.length ? tiles(parts.filter(([each]) => each[4] < 0).map(([each, index]) => ({ label: each[0], weight: each[3] - each[2] + 1, kept: stays(lines, each), go: () => open(number, index), said: each[0] + ": " + (each[5] ? "kept" : "dropped") })), "Symbols of " + module.name + " by lines") : null;
    show(byId("module"), heading, facts, hazards, why, picture, symbols, source(module, number, chosen));
    const row = byId("module").querySelector(".shown");
    if (row) row.parentElement.scrollTop = row.offsetTop - row.parentElement.offsetTop - 60;
    byId("module").focus();
    byId("module").scrollIntoView();
  };

  const SVG = "http://www.w3.org/2000/svg";
  const shape = (tag, attributes) => { const found = document.createElementNS(SVG, tag); for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, clean(value)); return found; };
  const tiles = (items, title) => {
    const sorted = items.filter((each) => each.weight > 0).sort((one, other) => other.weight - one.weight).slice(0, MOST);
    const picture = shape("svg", { viewBox: "0 0 960 300", class: "treemap", role: "group", "aria-label": title });
    let [x, y, width, height] = [0, 0, 960, 300];
    let total = sorted.reduce((sum, each) => sum + each.weight, 0);
    let start = 0;
    const worst = (row, side, scale) => { const area = row.reduce((sum, each) => sum + each.weight, 0) * scale; return Math.max(side * side * row[0].weight * scale / (area * area), area * area / (side * side * row.at(-1).weight * scale)); };
    while (start < sorted.length && total > 0) {
      const scale = width * height / total;
      const side = Math.min(width, height);
      let end = start + 1;
      while (end < sorted.length && worst(sorted.slice(start, end + 1), side, scale) <= worst(sorted.slice(start, end), side, scale)) end++;
      const row = sorted.slice(start, end);
      const sum = row.reduce((all, each) => all + each.weight, 0);
      const depth = sum * scale / side || 0;
      let offset = 0;
      for (const each of row) {
        const length = each.weight * scale / depth || 0;
        const box = width >= height ? [x, y + offset, depth, length] : [x + offset, y, length, depth];
        picture.append(tile(each, ...box));
        offset += length;
      }
      if (width >= height) { x += depth; width = Math.max(0, width - depth); } else { y += depth; height = Math.max(0, height - depth); }
      total -= sum;
      start = end;
    }
    const frame = document.createElement("div");
    frame.className = "wide";
    frame.append(picture);
    return frame;
  };
  // Of a dotted name the end tells most.
  const short = (label, letters) => label.length <= letters ? label : label.includes(".") ? "\u2026" + label.slice(1 - letters) : label.slice(0, letters - 1) + "\u2026";
  const tile = (each, x, y, width, height) => {
    const group = shape("a", { tabindex: "0", role: "button", "aria-label": each.said });
    const place = (top, tall, name) => shape("rect", { x, y: top, width, height: tall, class: name });
    const tall = height * each.kept / each.weight;
    const title = shape("title", {});
    title.textContent = clean(each.said);
    group.append(title, place(y, height, "dropped"), place(y + height - tall, tall, "kept"), place(y, height, "edge"));
    const letters = Math.floor((width - 8) / 7.2);
    if (height > 16 && (letters > 5 || letters >= each.label.length)) {
      const text = shape("text", { x: x + 4, y: y + 13 });
      text.textContent = clean(short(each.label, letters));
      group.append(text);
    }
    group.addEventListener("click", each.go);
    group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); each.go(); } });
    return group;
  };

  const byOwner = new Map();
  modules.forEach((module, number) => { byOwner.set(module.owner, byOwner.get(module.owner) || []); byOwner.get(module.owner).push(number); });
  for (const place of document.querySelectorAll("details.distribution")) {
    const fill = () => {
      const box = place.querySelector(".modules");
      const numbers = byOwner.get(place.dataset.name) || [];
      if (!place.open || box.firstChild || !numbers.length) return;
      const items = numbers.map((number) => ({ label: modules[number].name, weight: modules[number].bytes[0], kept: modules[number].bytes[1], go: () => open(number), said: modules[number].name + ": " + weight(modules[number].bytes[1]) + " of " + weight(modules[number].bytes[0]) + " kept" }));
      box.append(make("h3", {}, numbers.length + " modules"), tiles(items, "Modules of " + place.dataset.name + " by bytes"));
      const list = make("ul", { class: "list" }, ...numbers.slice(0, MOST).map((number) => row(number)));
      box.append(list);
      if (numbers.length > MOST) box.append(make("p", {}, numbers.length - MOST + " more: search for them."));
    };
    place.addEventListener("toggle", fill);
    fill();
  }
  const row = (number, part) => {
    const module = modules[number];
    const kept = part === undefined ? module.kept : module.parts[part][5];
    return make("li", {}, make("span", { class: "state" }, kept ? "kept" : "dropped"), " ", button(part === undefined ? module.name : partName(number, part), number, part));
  };

  const unlisted = modules.filter((module) => module.unlisted).length;
  const ownerOf = (line) => { const link = line.querySelector("a"); const place = link && byId(link.getAttribute("href").slice(1)); return place ? place.dataset.name : null; };
  const search = () => {
    const wanted = byId("wanted").value.trim().toLowerCase();
    const which = byId("which").value;
    const fits = (kept) => which === "" || String(Number(kept)) === which;
    const rows = [];
    const owners = new Set();
    let count = 0;
    const found = (number, part) => {
      owners.add(modules[number].owner);
      if (++count <= MOST) rows.push(row(number, part));
    };
    if (wanted) modules.forEach((module, number) => {
      if (fits(module.kept) && module.name.toLowerCase().includes(wanted)) found(number);
      (module.parts || []).forEach((part, index) => {
        if (part[0] && fits(part[5]) && (module.name + "." + part[0]).toLowerCase().includes(wanted) && part[0].toLowerCase().includes(wanted.split(".").at(-1))) found(number, index);
      });
    });
    for (const line of document.querySelectorAll("#distributions tbody tr")) line.hidden = wanted !== "" && !line.textContent.toLowerCase().includes(wanted) && !owners.has(ownerOf(line));
    if (!wanted) { show(byId("found")); byId("status").textContent = ""; return; }
    show(byId("found"), make("ul", { class: "list" }, ...rows));
    byId("status").textContent = count + " found" + (count > MOST ? ", " + MOST + " shown" : "") + (unlisted ? "; the symbols of " + unlisted + " of " + modules.length + " modules did not fit in this page and are not searched" : "");
  };
  byId("wanted").addEventListener("input", search);
  byId("which").addEventListener("change", search);
  byId("search").addEventListener("submit", (event) => event.preventDefault());

  const followed = () => {
    const found = /^#m=(\d+)(?:&p=(-?\d+))?$/.exec(location.hash);
    if (found) showModule(Number(found[1]), found[2] === undefined ? undefined : Number(found[2]));
  };
  addEventListener("hashchange", followed);
  followed();
  document.documentElement.dataset.ready = "1";
})();
