// Bubbles and arrow keys for the marks of charts. A mark's <title> is its text; while the bubble shows it, the title is
// set aside as aria-label, so that the browser does not show it a second time.
(() => {
  const bubble = document.createElement("div");
  bubble.className = "chart-bubble";
  bubble.hidden = true;
  bubble.setAttribute("aria-hidden", "true");
  document.body.append(bubble);

  const text = mark => {
    const title = mark.querySelector("title");
    if (title) {
      mark.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    return mark.getAttribute("aria-label");
  };
  const markAt = event => event.target.closest ? event.target.closest(".chart .mark") : null;
  const hide = () => { bubble.hidden = true; };
  const show = (mark, x, y) => {
    bubble.textContent = text(mark);
    bubble.hidden = false;
    const box = bubble.getBoundingClientRect();
    const left = x + 16 + box.width > innerWidth ? x - 16 - box.width : x + 16;
    bubble.style.left = `${Math.max(4, Math.min(left, innerWidth - box.width - 4))}px`;
    bubble.style.top = `${Math.max(4, Math.min(y + 16, innerHeight - box.height - 4))}px`;
  };

  document.addEventListener("pointermove", event => {
    const mark = markAt(event);
    if (mark) show(mark, event.clientX, event.clientY); else if (!document.activeElement?.matches?.(".chart .mark")) hide();
  });
  document.addEventListener("pointerdown", event => {
    const mark = markAt(event);
    if (mark) show(mark, event.clientX, event.clientY); else hide();
  });
  const follow = () => {
    const mark = document.activeElement;
    if (!mark?.matches?.(".chart .mark")) return hide();
    const box = mark.getBoundingClientRect();
    show(mark, box.left + box.width / 2, box.top + box.height / 2);
  };
  document.addEventListener("focusin", follow);
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", follow, { passive: true, capture: true });

  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") return hide();
    const mark = markAt(event);
    if (!mark) return;
    const marks = [...mark.parentNode.querySelectorAll(".mark")];
    const here = marks.indexOf(mark);
    let next;
    if (event.key in steps) next = marks[here + steps[event.key]];
    else if (event.key === "Home") next = marks[0];
    else if (event.key === "End") next = marks[marks.length - 1];
    else return;
    event.preventDefault();
    if (!next) return;
    mark.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();
