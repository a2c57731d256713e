(() => {
const page = document, all = s => [...page.querySelectorAll(s)], $ = id => page.getElementById(id), F = JSON.parse($('figures').textContent);
const on = (what, ...when) => what.addEventListener(...when);
const night = matchMedia('(prefers-color-scheme:dark)'), form = $('guess');
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
const redraw = () => window.Plotly ? draw(night.matches) : all('figure details').forEach(d => d.open = true);
const reveal = () => { page.body.classList.remove('guessing'); form.hidden = true; redraw(); };
const show = () => { reveal(); $('this-week').focus(); };
if (form && location.hash !== '#seen') {
  const inputs = all('#guess input'), fix = x => (+x).toFixed(1);
  const differ = ({ value: guess, dataset: { is, sure } }) => {
    const up = is - guess, gap = Math.abs(up), to = { guess: fix(guess), sure, gap: fix(gap) };
    return form.dataset[gap <= sure ? 'same' : up > 0 ? 'more' : 'less'].replace(/{(.+?)}/g, (_, key) => to[key]);
  };
  page.body.classList.add('guessing');
  form.hidden = false;
  const tell = (i, none) => { i.ariaValueText = none; i.previousElementSibling.lastChild.value = none || fix(i.value); };
  inputs.forEach(i => {
    tell(i, form.dataset.none);
    i.oninput = i.onpointerup = () => tell(i);
  });
  on(form, 'submit', e => {
    e.preventDefault();
    inputs.forEach(i => { if (!i.ariaValueText) $('guess-' + i.id).textContent = differ(i); });
    show();
  });
  on($('show'), 'click', show);
}
on(page, 'DOMContentLoaded', redraw);
on(page, 'toggle', redraw, true);
on(night, 'change', redraw);
on(window, 'beforeprint', () => { if (form) reveal(); if (window.Plotly) draw(false); });
on(window, 'afterprint', redraw);
})();
