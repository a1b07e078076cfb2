// A table of inputs: paste from a spreadsheet, fill down, undo, move by keyboard. The form works without it.
for (const form of document.querySelectorAll("form[data-grid]")) {
  const rows = [...form.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("input:not([type=hidden]), select")]);
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("[data-undo]");
  const steps = [];
  const place = (field) => {
    const row = rows.findIndex((fields) => fields.includes(field));
    return row < 0 ? null : [row, rows[row].indexOf(field)];
  };
  const say = (words, count) => { status.textContent = `${words} ${count}`; };

  // Digits of any script, days as people write them, and the names of choices become what a field takes.
  const digits = (text) => text.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (sign) => sign.charCodeAt(0) & 15);
  const fitting = (field, text) => {
    const given = text.trim();
    if (field.tagName === "SELECT") {
      const wanted = given.toLocaleLowerCase();
      const found = [...field.options].find(({ value, text: name }) =>
        value === wanted || name.trim().toLocaleLowerCase() === wanted);
      return found ? found.value : null;
    }
    if (field.type === "date") {
      const plain = digits(given);
      const day = plain.match(/^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/);
      if (day) return `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}`;
      return /^(\d{4}-\d\d-\d\d)?$/.test(plain) ? plain : null;
    }
    if (field.type === "number") {
      const plain = digits(given).replace(/[\s\u00A0\u202F]/g, "").replace(/[.,](?=\d{3}(\D|$))/g, "");
      return /^\d*$/.test(plain) ? plain : null;
    }
    return given;
  };

  // One step is what is undone at once: [field, value before].
  const apply = (changes) => {
    const step = [];
    for (const [field, text] of changes) {
      const value = field && fitting(field, text);
      if (value === null || value === undefined || field.value === value) continue;
      step.push([field, field.value, value]);
      field.value = value;
    }
    if (step.length) steps.push(step);
    button.hidden = !steps.length;
    say(form.dataset.filled, step.length);
  };
  const undo = () => {
    const step = steps.pop();
    if (!step) return false;
    // What was typed over since is the person's own and stays.
    const still = step.filter(([field, , value]) => field.value === value);
    for (const [field, before] of still) field.value = before;
    button.hidden = !steps.length;
    say(form.dataset.undone, still.length);
    return true;
  };

  // Rows as a spreadsheet copies them: tabs between cells, quotes around a cell with a line break.
  const cells = (text) => {
    const found = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const sign = text[i];
      const row = found[found.length - 1];
      const last = row.length - 1;
      if (quoted && sign === '"' && text[i + 1] === '"') { row[last] += '"'; i += 1; }
      else if (sign === '"' && (quoted || row[last] === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") row.push("");
      else if (!quoted && sign === "\n") found.push([""]);
      else if (sign !== "\r") row[last] += quoted && sign === "\n" ? " " : sign;
    }
    if (found.length > 1 && found[found.length - 1].join("") === "") found.pop();
    return found;
  };

  form.addEventListener("paste", (event) => {
    const at = place(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!at || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    apply(cells(text).flatMap((line, down) => line.map((cell, right) => [rows[at[0] + down]?.[at[1] + right], cell])));
  });

  form.addEventListener("keydown", (event) => {
    const at = place(event.target);
    if (!at) return;
    const [row, column] = at;
    const held = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const plainText = event.target.type === "text";
    let move = 0;
    if (key === "enter" && !held) move = event.shiftKey ? -1 : 1;
    else if (plainText && !held && !event.altKey && key === "arrowdown") move = 1;
    else if (plainText && !held && !event.altKey && key === "arrowup") move = -1;
    if (move) {
      event.preventDefault();
      rows[row + move]?.[column]?.focus();
    } else if (held && key === "enter") {
      event.preventDefault();
      form.requestSubmit();
    } else if (held && key === "d") {
      event.preventDefault();
      if (event.shiftKey) apply(rows.slice(row + 1).map((fields) => [fields[column], event.target.value]));
      else if (row) apply([[event.target, rows[row - 1][column].value]]);
    } else if (held && key === "z" && !event.shiftKey && event.target.value === (event.target.dataset.seen ?? event.target.value)) {
      if (undo()) event.preventDefault();
    }
  });
  form.addEventListener("focusin", ({ target }) => { if (place(target)) target.dataset.seen = target.value; });
  button.addEventListener("click", undo);
}
