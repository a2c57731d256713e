const told = JSON.parse(document.getElementById("figures").textContent);
const night = matchMedia("(prefers-color-scheme: dark)");
const paint = (value, dark) => typeof value === "string" ? (dark && told.dark[value]) || value
  : Array.isArray(value) ? value.map(each => paint(each, dark))
  : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, paint(each, dark)]))
  : value;
const draw = dark => {
  for (const [name, figure] of Object.entries(told.figures)) {
    const place = document.getElementById(name);
    if (!figure || !place) continue;
    const { data, layout } = figure;
    Plotly.react(place, paint(data, dark), { ...paint(layout, dark), template: paint(told.template, dark) }, { displayModeBar: false, responsive: true });
  }
};
draw(night.matches);
night.addEventListener("change", () => draw(night.matches));
addEventListener("beforeprint", () => draw(false));
addEventListener("afterprint", () => draw(night.matches));
