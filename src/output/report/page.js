// The page: languages, the choice of a scenario, saving of charts and tables.
(() => {
  const root = document.documentElement;
  const store = {
    get: () => { try { return localStorage.getItem("headwater-lang"); } catch { return null; } },
    set: lang => { try { localStorage.setItem("headwater-lang", lang); } catch { /* a page without memory works too */ } },
  };
  const short = lang => lang === "zh-CN" ? "zh" : "en";
  const words = (en, zh) => root.lang === "zh-CN" ? zh : en;
  const status = document.getElementById("status");

  // The address says the language and the section: #zh, #zh:flows; a plain #flows is a section.
  const address = () => {
    const [, lang, place] = /^#?(?:(en|zh)(?::|$))?(.*)$/.exec(location.hash);
    return { lang: lang && (lang === "zh" ? "zh-CN" : "en"), place };
  };
  const note = place => {
    const hash = `#${short(root.lang)}${place ? `:${place}` : ""}`;
    try { history.replaceState(null, "", hash); } catch { /* some viewers forbid it: the page still works */ }
  };
  // A table that is wider than the page is scrolled, by keys too.
  const reach = () => {
    for (const wide of document.querySelectorAll(".wide")) {
      const scrolls = wide.scrollWidth > wide.clientWidth + 1;
      const caption = wide.querySelector("caption") ?? wide.closest("section, details")?.querySelector("h2, summary");
      for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", caption?.innerText.split("\n")[0]]]) {
        if (scrolls && value) wide.setAttribute(name, value); else wide.removeAttribute(name);
      }
    }
  };
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  const speak = lang => {
    root.lang = lang;
    for (const button of document.querySelectorAll("[data-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    }
    for (const option of document.querySelectorAll("option[data-en]")) {
      option.textContent = words(option.dataset.en, option.dataset.zh);
    }
    for (const named of document.querySelectorAll("[data-label-en]")) {
      named.setAttribute("aria-label", words(named.dataset.labelEn, named.dataset.labelZh));
    }
    reach();
  };
  const arrive = place => document.getElementById(place)?.scrollIntoView({ behavior: "instant" });
  const here = address();
  speak(here.lang || store.get() || root.dataset.written);
  if (here.lang && here.place) {
    arrive(here.place);
    // Once more when faces are there and the browser has put the page where it last was.
    addEventListener("load", () => requestAnimationFrame(() => arrive(here.place)));
  }

  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => {
      speak(button.dataset.lang);
      store.set(button.dataset.lang);
      note(address().place);
      status.textContent = words("The page is in English now.", "页面已切换为中文。");
    });
  }
  addEventListener("hashchange", () => {
    const { lang, place } = address();
    if (lang && lang !== root.lang) speak(lang);
    if (lang && place) arrive(place);
  });
  for (const link of document.querySelectorAll("a[href^='#']")) {
    link.addEventListener("click", event => {
      const place = link.getAttribute("href").slice(1);
      const target = document.getElementById(place);
      if (!target) return;
      event.preventDefault();
      note(place);
      target.scrollIntoView();
      target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: true });
    });
  }
  // What lies in the page packed by gzip, as text.
  const unpacked = text => {
    const packed = new Blob([Uint8Array.from(atob(text), character => character.charCodeAt(0))]);
    return new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };

  // On a phone charts stand upright: they are unpacked when they are first needed.
  const narrow = matchMedia("(max-width: 640px)");
  const stand = () => {
    if (!narrow.matches) return;
    for (const script of document.querySelectorAll("script.upright")) {
      script.classList.remove("upright");
      unpacked(script.textContent).then(drawn => {
        const upright = document.createElement("div");
        upright.className = "drawing upright";
        upright.innerHTML = drawn;
        script.previousElementSibling.classList.add("broad");
        script.replaceWith(upright);
      });
    }
  };
  narrow.addEventListener("change", stand);
  stand();
  document.getElementById("print").addEventListener("click", () => print());

  // Four numbers of the chosen scenario; printed, its name stands in text.
  const chooser = document.getElementById("scenario");
  chooser?.addEventListener("change", () => {
    for (const four of document.querySelectorAll(".four")) four.hidden = four.dataset.scenario !== chooser.value;
    const { en, zh } = chooser.selectedOptions[0].dataset;
    const name = chooser.parentNode.querySelector(".only-print b");
    name.replaceChildren(...[["en", en], ["zh-CN", zh]].map(([lang, text]) => {
      const span = document.createElement("span");
      span.lang = lang;
      span.textContent = text;
      return span;
    }));
  });

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    status.textContent = words(`Saved ${name}.`, `已保存 ${name}。`);
  };

  // Tables lie in the page packed by gzip; the mark in front tells spreadsheets that they are UTF-8.
  for (const button of document.querySelectorAll("[data-download]")) {
    const table = document.getElementById(`download-${button.dataset.download}`);
    // Unpacked before it is asked for: browsers let a page save only soon after a click.
    const text = unpacked(table.textContent);
    button.addEventListener("click", async () => {
      save(new Blob(["\ufeff", await text], { type: "text/csv;charset=utf-8" }), table.dataset.name);
    });
  }

  // A chart leaves the page with the faces in it, so that it looks the same anywhere.
  const faces = () => {
    const text = document.querySelector("style").textContent;
    return text.slice(0, text.lastIndexOf("@font-face")) + text.slice(text.lastIndexOf("@font-face")).split("}\n")[0] + "}";
  };
  const picture = figure => {
    const shown = [...figure.querySelectorAll("svg.chart")].find(svg => svg.getBoundingClientRect().width > 0);
    const svg = shown.cloneNode(true);
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    svg.setAttribute("width", width / 8);
    svg.setAttribute("height", height / 8);
    svg.querySelector(".marks")?.remove();
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.textContent = `${faces()} text{font-family:"Noto Sans CJK SC",sans-serif} text[font-weight="bold"]{font-family:"Headwater Latin","Noto Sans CJK SC",sans-serif}`;
    svg.prepend(style);
    return { text: new XMLSerializer().serializeToString(svg), width: width / 8, height: height / 8 };
  };
  const asPng = ({ text, width, height }) => new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = width * 2;
      canvas.height = height * 2;
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(blob => blob ? done(blob) : failed(new Error("no picture")), "image/png");
    };
    image.onerror = () => failed(new Error("the picture cannot be read"));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  });
  for (const button of document.querySelectorAll("[data-save]")) {
    button.addEventListener("click", async () => {
      const figure = button.closest("figure");
      const drawn = picture(figure);
      const name = `${figure.dataset.name}-${short(root.lang)}.${button.dataset.save}`;
      const blob = button.dataset.save === "svg"
        ? new Blob([drawn.text], { type: "image/svg+xml" })
        : await asPng(drawn);
      save(blob, name);
    });
  }
})();
