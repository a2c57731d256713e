(() => {
const page = document, all = s => [...page.querySelectorAll(s)], $ = id => page.getElementById(id), F = JSON.parse($('figures').textContent);
const night = matchMedia('(prefers-color-scheme: dark)'), form = $('guess');
const paint = (v, dark) => typeof v === 'string' ? (dark && F.dark[v]) || v
  : Array.isArray(v) ? v.map(x => paint(x, dark))
  : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, paint(x, dark)])) : v;
const draw = dark => {
  for (const [id, figure] of Object.entries(F.figures)) {
    const place = $(id);
    if (!place.offsetParent) continue;
    const { data, layout } = paint(figure, dark);
    place.style.height = layout.height + 'px';
    Plotly.react(place, data, { ...layout, template: paint(F.template, dark) }, { displayModeBar: false, responsive: true });
  }
};
const redraw = () => window.Plotly ? draw(night.matches) : all('figure details').forEach(d => { d.open = true; });
const reveal = () => { page.body.classList.remove('guessing'); form.hidden = true; redraw(); };
const show = () => { reveal(); $('this-week').focus(); };
if (form && location.hash !== '#seen') {
  const inputs = all('#guess input');
  const say = i => { i.previousElementSibling.lastChild.value = i.value; };
  page.body.classList.add('guessing');
  form.hidden = false;
  inputs.forEach(i => i.addEventListener('input', () => say(i)));
  form.addEventListener('submit', e => {
    e.preventDefault();
    inputs.forEach(i => { $('guess-' + i.name).textContent = form.dataset.said.replace('{guess}', i.value); });
    show();
  });
  $('show').addEventListener('click', show);
}
page.addEventListener('DOMContentLoaded', redraw);
page.addEventListener('toggle', redraw, true);
night.addEventListener('change', redraw);
addEventListener('beforeprint', () => { if (form) reveal(); if (window.Plotly) draw(false); });
addEventListener('afterprint', redraw);
})();
