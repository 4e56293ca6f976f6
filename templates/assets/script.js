// Everything works without this file: it only fills in what a browser knows by itself.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of document.querySelectorAll('[data-fill-zone]')) {
    if (!zone) break;
    if (field.tagName === 'SELECT') {
      const known = [...field.options].some((option) => option.value === zone);
      if (known && !field.querySelector('option[selected]')) field.value = zone;
    } else if (!field.value) {
      field.value = zone;
    }
  }
  if (matchMedia('(min-width: 64rem)').matches) {
    for (const fold of document.querySelectorAll('details[data-open-wide]')) fold.open = true;
  }
  for (const form of document.querySelectorAll('form[data-tidy]')) {
    // An address worth keeping names only what was chosen.
    form.addEventListener('formdata', ({ formData }) => {
      for (const [name, value] of [...formData]) if (value === '') formData.delete(name);
    });
  }
  for (const form of document.querySelectorAll('form[data-estimate]')) {
    const told = form.querySelector('[data-told]');
    let waiting;
    let asked;
    form.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        asked?.abort();
        asked = new AbortController();
        try {
          const address = `/estimate.json?${new URLSearchParams(new FormData(form))}`;
          told.textContent = (await (await fetch(address, { signal: asked.signal })).json()).sentence;
        } catch {
          // Overtaken by the next letter, or out of reach: what was told stays.
        }
      }, 150);
    });
  }
})();
