// What the editor of a framework adds to plain forms: the focus after a save in place, moving parts by the keyboard,
// and pasting from Word.

// The server says which part was saved; the reader is put there.
document.addEventListener("part", ({ detail }) => {
  const part = document.getElementById(detail.value);
  if (!part) return;
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
});

// Alt and an arrow move the part that holds the focus, as its buttons do; the focus goes along.
document.addEventListener("keydown", (event) => {
  const to = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!to || !event.altKey || event.target.closest("form.part-form")) return;
  const button = event.target.closest("article.part")?.querySelector(`button[name="to"][value="${to}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// Headings, lists, emphasis and links of what is pasted become the Markdown that long texts keep; the rest is text.
const INLINE = { B: "**", STRONG: "**", I: "*", EM: "*" };
const inline = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE || /^(STYLE|SCRIPT|TITLE)$/.test(node.tagName)) return "";
  if (node.tagName === "BR") return "\n";
  const text = [...node.childNodes].map(inline).join("");
  if (!text.trim()) return text;
  if (node.tagName === "A" && /^(https?:|mailto:)/i.test(node.getAttribute("href") ?? "")) return `[${text.trim()}](${node.getAttribute("href")})`;
  const mark = INLINE[node.tagName];
  return mark ? text.replace(/^(\s*)([\s\S]*?)(\s*)$/, `$1${mark}$2${mark}$3`) : text;
};
const BLOCK = /^(P|DIV|UL|OL|LI|H[1-6]|TABLE|TBODY|TR|TD|SECTION|ARTICLE|BLOCKQUOTE|BODY)$/;
const item = (node) => /MsoListParagraph/.test(node.className) || /mso-list/.test(node.dataset.look ?? "");
const blocks = (node, depth = 0) => {
  const found = [];
  let line = "";
  const flush = () => {
    if (line.trim()) found.push(line.trim());
    line = "";
  };
  for (const child of node.childNodes) {
    if (child.nodeType !== Node.ELEMENT_NODE || !BLOCK.test(child.tagName)) {
      line += inline(child);
      continue;
    }
    flush();
    const heading = /^H([1-6])$/.exec(child.tagName);
    if (heading) found.push(`${"#".repeat(Math.min(heading[1], 3))} ${inline(child).trim()}`);
    else if (/^[UO]L$/.test(child.tagName)) {
      const lines = [...child.children].map((one, place) => {
        const mark = child.tagName === "OL" ? `${place + 1}. ` : "- ";
        return " ".repeat(depth) + mark + blocks(one, mark.length).join("\n").replace(/\n(?! )/g, `\n${" ".repeat(depth + mark.length)}`);
      });
      found.push(lines.join("\n"));
    } else if (child.tagName === "P" && item(child)) {
      // Word writes lists as paragraphs that begin with a sign and blanks.
      const text = inline(child).trim();
      const number = /^(\d+)[.)]\s+/.exec(text);
      found.push((number ? `${number[1]}. ` : "- ") + text.replace(/^(?:[·•o§–-]|\d+[.)])\s+/, ""));
    } else found.push(...blocks(child, depth));
  }
  flush();
  return found;
};
const markdown = (html) => {
  // The page allows no style of its own, not even in what is only read.
  const clean = html.replace(/<!--[\s\S]*?-->|<!\[[^>]*>|<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle\s*=/gi, " data-look=");
  const lines = blocks(new DOMParser().parseFromString(clean, "text/html").body);
  return lines.reduce((text, line) => {
    if (!text) return line;
    const both = /^(\s*)(-|\d+\.) /;
    return text + (both.test(line) && both.test(text.slice(text.lastIndexOf("\n\n") + 1).trimStart()) ? "\n" : "\n\n") + line;
  }, "");
};
document.addEventListener("paste", (event) => {
  const field = event.target;
  const html = event.clipboardData?.getData("text/html");
  if (!html || !field.matches?.("textarea[data-prose]")) return;
  event.preventDefault();
  field.setRangeText(markdown(html), field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
